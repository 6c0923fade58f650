"""What quản trị may do about sign-ins, the record, the terminal, rules of passwords, settings."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from complaints.models import AppendOnly
from complaints.seal import keyring
from portal.cli.commands import run
from portal.environment import EnvironmentInvalid, origin_of, read_environment
from portal.roles import ADMINISTRATOR, EDITOR, REVIEWER, SUPERVISOR
from portal.signin import audit, factor, lockout
from portal.signin.models import Kind, SecondFactor, SignInEvent
from tests.support.staff import SECRET, sign_in

pytestmark = pytest.mark.django_db

PASSWORD = "mua-xuan-o-ban-lang"


@pytest.fixture(autouse=True)
def _required(settings):
    settings.SIGN_IN_SECOND_FACTOR = True


@pytest.fixture
def person(db):
    def make(name, *roles, superuser=False):
        users = get_user_model().objects
        user = (users.create_superuser if superuser else users.create_user)(name, password=PASSWORD)
        user.groups.set(Group.objects.filter(name__in=roles))
        factor.enrol(user, SECRET, 0, address=None)
        return user

    return make


class TestResetting:
    def test_a_colleague_by_an_administrator_is_on_record(self, client, person):
        head, lan = person("sep", ADMINISTRATOR), person("lan", EDITOR)
        sign_in(client, head)
        html = client.get(reverse("signin:account", args=[lan.pk])).content.decode()
        assert "một mật khẩu mới" in html
        client.post(reverse("signin:reset", args=[lan.pk]))
        assert factor.factor_of(lan) is None
        told = SignInEvent.objects.get(kind=Kind.FACTOR_RESET)
        assert (told.account, told.by, told.address) == ("lan", "sep", "127.0.0.1")
        assert "Đặt lại lớp xác thực thứ hai" in client.get("/staff/sign-in-log/").content.decode()

    def test_oneself_is_refused(self, client, person):
        head = person("sep", ADMINISTRATOR)
        answer = sign_in(client, head).post(reverse("signin:reset", args=[head.pk]), follow=True)
        assert "trang tài khoản của mình" in answer.content.decode()
        assert factor.factor_of(head)

    def test_a_superuser_by_an_administrator_who_is_none_is_refused(self, client, person):
        head, root = person("sep", ADMINISTRATOR), person("goc", superuser=True)
        answer = sign_in(client, head).post(reverse("signin:reset", args=[root.pk]), follow=True)
        assert "Chỉ quản trị hệ thống" in answer.content.decode()
        assert factor.factor_of(root)

    @pytest.mark.parametrize("role", [EDITOR, REVIEWER, SUPERVISOR])
    def test_others_may_nothing_of_it(self, client, person, role):
        one, lan = person("mot", role), person("lan", EDITOR)
        sign_in(client, one)
        for page in ("accounts", "account", "unlock", "reset", "unlock_address"):
            address = reverse(
                f"signin:{page}", args=[] if page in ("accounts", "unlock_address") else [lan.pk]
            )
            for send in (client.get, client.post):
                assert send(address).status_code in (302, 405)
        assert client.get("/staff/sign-in-log/").status_code == 302
        assert factor.factor_of(lan)
        assert not SignInEvent.objects.filter(kind=Kind.UNLOCKED).exists()

    def test_needs_a_form_and_not_a_link(self, client, person):
        head, lan = person("sep", ADMINISTRATOR), person("lan", EDITOR)
        assert sign_in(client, head).get(reverse("signin:reset", args=[lan.pk])).status_code == 405
        assert factor.factor_of(lan)

    def test_who_is_gone_is_not_found(self, client, person):
        sign_in(client, person("sep", ADMINISTRATOR))
        assert client.post(reverse("signin:reset", args=[999])).status_code == 404

    def test_the_menu_leads_there_for_administrators(self, client, person):
        html = sign_in(client, person("sep", ADMINISTRATOR)).get("/staff/").content.decode()
        assert reverse("signin:accounts") in html
        other = sign_in(Client(), person("lan", EDITOR)).get("/staff/").content.decode()
        assert reverse("signin:accounts") not in other

    def test_ones_own_page_is_reached_from_the_account(self, client, person):
        html = sign_in(client, person("lan", EDITOR)).get("/staff/account/").content.decode()
        assert reverse("signin:own") in html
        own = client.get(reverse("signin:own")).content.decode()
        assert "<strong>10</strong> mã dự phòng" in own


class TestTheRecord:
    @pytest.fixture
    def event(self, db):
        return audit.record(Kind.SIGNED_IN, "lan", address="10.0.0.1")

    def test_is_not_changed(self, event):
        event.account = "minh"
        with pytest.raises(AppendOnly):
            event.save()
        with pytest.raises(AppendOnly):
            SignInEvent.objects.update(account="minh")
        with pytest.raises(AppendOnly):
            event.delete()
        with pytest.raises(AppendOnly):
            SignInEvent.objects.all().delete()

    def test_is_not_changed_below_the_orm_either(self, event):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            connection.cursor().execute("UPDATE signin_signinevent SET account = 'x'")

    def test_survives_the_account(self, event, person):
        lan = person("lan", EDITOR)
        lan.delete()
        assert SignInEvent.objects.filter(account="lan", kind=Kind.SIGNED_IN).exists()
        assert not SecondFactor.objects.exists()

    def test_is_filtered_by_account_and_kind(self, client, person, event):
        audit.record(Kind.LOCKED, "minh", address="10.0.0.2")
        sign_in(client, person("sep", ADMINISTRATOR))
        html = client.get("/staff/sign-in-log/", {"account": "minh"}).content.decode()
        assert "10.0.0.2" in html
        assert "10.0.0.1" not in html
        html = client.get("/staff/sign-in-log/", {"kind": "signed_in"}).content.decode()
        assert "10.0.0.1" in html
        assert "10.0.0.2" not in html

    def test_is_forgotten_after_two_years_and_sessions_when_they_end(self, event, client, person):
        SignInEvent.objects.create(
            at=timezone.now() - timedelta(days=731), kind=Kind.SIGNED_IN, account="xua"
        )
        sign_in(client, person("lan", EDITOR))
        Session.objects.update(expire_date=timezone.now() - timedelta(days=1))
        audit.forget_old()
        assert not SignInEvent.objects.filter(account="xua").exists()
        assert SignInEvent.objects.filter(account="lan").exists()
        assert not Session.objects.exists()

    def test_a_password_that_somebody_else_sets_names_them(self, client, person):
        head, lan = person("sep", superuser=True), person("lan", EDITOR)
        sign_in(client, head)
        address = reverse("wagtailusers_users:edit", args=[lan.pk])
        fields = {
            "username": "lan", "email": "lan@x.vn", "first_name": "Lan", "last_name": "Ng",
            "is_active": "on", "groups": [g.pk for g in lan.groups.all()],
            "password1": "hai-con-chim-non", "password2": "hai-con-chim-non",
        }  # fmt: skip
        assert client.post(address, fields).status_code == 302
        told = SignInEvent.objects.filter(kind=Kind.PASSWORD_CHANGED, account="lan").first()
        assert told.by == "sep"

    def test_a_hash_that_is_renewed_by_itself_is_no_new_password(self, client, person, settings):
        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
        person("lan", EDITOR)
        settings.PASSWORD_HASHERS = [
            "django.contrib.auth.hashers.PBKDF2PasswordHasher",
            "django.contrib.auth.hashers.MD5PasswordHasher",
        ]
        before = SignInEvent.objects.filter(kind=Kind.PASSWORD_CHANGED).count()
        client.post("/staff/login/", {"username": "lan", "password": PASSWORD})
        assert get_user_model().objects.get(username="lan").password.startswith("pbkdf2")
        assert SignInEvent.objects.filter(kind=Kind.PASSWORD_CHANGED).count() == before


class TestTheTerminal:
    def test_lists_unlocks_and_resets(self, person, capsys):
        person("lan", EDITOR)
        for _ in range(5):
            Client().post("/staff/login/", {"username": "lan", "password": "sai"})
        assert run(["staff", "list", "--json"]) == 0
        (row,) = json.loads(capsys.readouterr().out)["accounts"]
        assert (row["account"], row["second_factor"], row["recovery_codes"]) == ("lan", True, 10)
        assert row["locked_until"]
        assert run(["staff", "unlock", "lan"]) == 0
        assert lockout.locked_accounts(["lan"]) == {}
        assert run(["staff", "reset-factor", "lan"]) == 0
        assert not SecondFactor.objects.exists()
        assert run(["staff", "list"]) == 0
        assert "lan  no second factor\n" in capsys.readouterr().out
        by = SignInEvent.objects.filter(kind__in=(Kind.UNLOCKED, Kind.FACTOR_RESET))
        assert set(by.values_list("by", flat=True)) == {"dòng lệnh"}

    @pytest.mark.parametrize("command", ["unlock", "reset-factor"])
    def test_says_that_there_is_no_such_account(self, command, capsys):
        assert run(["staff", command, "ai-do"]) == 1
        assert "no account ai-do" in capsys.readouterr().err

    def test_seals_the_secrets_anew(self, person, settings, capsys):
        from dataclasses import replace

        lan = person("lan", EDITOR)
        old = settings.ENVIRONMENT.seal_key
        fresh = "A" * 43
        settings.ENVIRONMENT = replace(settings.ENVIRONMENT, seal_key=f"{fresh},{old}")
        assert run(["complaints", "reseal"]) == 0
        settings.ENVIRONMENT = replace(settings.ENVIRONMENT, seal_key=fresh)
        sealed = bytes(SecondFactor.objects.get().sealed_secret)
        assert keyring().unseal_bytes(sealed, factor.place(lan.pk)) == SECRET


class TestPasswords:
    @pytest.mark.parametrize(
        ("password", "why"),
        [
            ("ngan-qua-11", "ít nhất 12 ký tự"),
            ("password1234", "phổ biến"),
            ("079203001234", "hoàn toàn là số"),
            ("nguyenthilan", "quá giống"),
            ("abcabcabcabc", "khác nhau"),
        ],
    )
    def test_weak_ones_are_refused_in_vietnamese(self, password, why):
        user = get_user_model()(username="nguyenthilan")
        with pytest.raises(ValidationError) as refused:
            validate_password(password, user)
        assert why in " ".join(refused.value.messages)

    @pytest.mark.parametrize(
        "password", ["mua xuan o ban", "toàn chữ thường", "correcthorsebattery"]
    )
    def test_no_mixture_is_forced(self, password):
        validate_password(password, get_user_model()(username="lan"))

    def test_the_rules_stand_on_the_form(self, client, person):
        sign_in(client, person("sep", superuser=True))
        html = client.get(reverse("wagtailusers_users:add")).content.decode()
        assert "ít nhất 12 ký tự" in html
        assert "khác nhau" in html


class TestSettings:
    def read(self, tmp_path, **values):
        return read_environment({"MOTCUA_VAR": str(tmp_path), **values})

    def test_are_safe_when_nothing_is_set(self, tmp_path):
        environment = self.read(tmp_path)
        assert environment.second_factor
        assert environment.session_idle_minutes == 30
        assert environment.session_hours == 12

    @pytest.mark.parametrize("hosts", ["", "localhost", "127.0.0.1, [::1]"])
    def test_a_trial_on_one_machine_may_do_without(self, tmp_path, hosts):
        told = {"STAFF_SECOND_FACTOR": "off", "ALLOWED_HOSTS": hosts}
        assert not self.read(tmp_path, **told).second_factor

    @pytest.mark.parametrize("hosts", ["mot-cua.example.vn", "127.0.0.1,mot-cua.example.vn", "*"])
    def test_a_machine_that_others_reach_may_not(self, tmp_path, hosts):
        with pytest.raises(EnvironmentInvalid, match=r"^STAFF_SECOND_FACTOR"):
            self.read(tmp_path, STAFF_SECOND_FACTOR="off", ALLOWED_HOSTS=hosts)

    @pytest.mark.parametrize(
        ("name", "value"),
        [("STAFF_SECOND_FACTOR", "no"), ("STAFF_IDLE_MINUTES", "0"), ("STAFF_SESSION_HOURS", "x")],
    )
    def test_what_can_not_be_is_named(self, tmp_path, name, value):
        with pytest.raises(EnvironmentInvalid, match=f"^{name}"):
            self.read(tmp_path, **{name: value})

    def test_cookies_travel_by_https_alone_where_that_is_the_address(self, tmp_path):
        import os
        import subprocess
        import sys

        told = (
            "from portal import settings as s; "
            "print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, *s.CSRF_TRUSTED_ORIGINS)"
        )
        for url, said in (
            ("https://mot-cua.example.vn:8443/tro-ly", "True True https://mot-cua.example.vn:8443"),
            ("http://10.0.0.1", "False False"),
        ):
            environ = {**os.environ, "MOTCUA_VAR": str(tmp_path), "PUBLIC_URL": url}
            done = subprocess.run(
                [sys.executable, "-c", told],
                cwd=Path(__file__).resolve().parents[2], env=environ,
                capture_output=True, text=True, timeout=60, check=True,
            )  # fmt: skip
            assert done.stdout.strip() == said

    def test_the_origin_of_an_address_has_no_path(self):
        assert origin_of("https://a.vn:8443/x/y") == "https://a.vn:8443"
