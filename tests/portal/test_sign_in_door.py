"""Between the password and the staff site: nothing opens without the second factor."""

import re
import time
import uuid

import pytest
from django.conf import settings as project
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import URLPattern, get_resolver, resolve, reverse
from django.urls.resolvers import RoutePattern

from complaints.seal import keyring
from portal.signin import browsers, codes, factor, guard, sessions
from portal.signin.models import Kind, RecoveryCode, SecondFactor, SignInEvent
from tests.support.staff import SECRET, sign_in
from tests.support.telephone import Telephone, code_of

pytestmark = pytest.mark.django_db

PASSWORD = "mua-xuan-o-ban-lang"
LOGIN = "/staff/login/"
SAMPLES = {"int": "1", "str": "x", "slug": "x", "path": "x", "uuid": str(uuid.UUID(int=7))}


@pytest.fixture(autouse=True)
def _required(settings):
    settings.SIGN_IN_SECOND_FACTOR = True


@pytest.fixture
def lan(django_user_model):
    return django_user_model.objects.create_superuser("lan", password=PASSWORD)


@pytest.fixture
def enrolled(lan):
    """Her account with a telephone, and its recovery codes."""
    _, fresh = factor.enrol(lan, SECRET, 0, address=None)
    return fresh


def give_password(client, name="lan", password=PASSWORD, **more):
    return client.post(LOGIN, {"username": name, "password": password, **more})


def now_code(skew=0):
    return code_of(SECRET, codes.step_at(time.time()) + skew)


def give_code(client, code, **more):
    return client.post(reverse("signin:code"), {"code": code, **more})


def staff_paths():
    """Every address below the staff site, with sample values for what varies."""

    def walk(patterns, prefix):
        for pattern in patterns:
            address = prefix + plain(pattern.pattern)
            if isinstance(pattern, URLPattern):
                yield address
            else:
                yield from walk(pattern.url_patterns, address)

    def plain(pattern):
        route = str(pattern)
        if isinstance(pattern, RoutePattern):
            return re.sub(r"<(?:(\w+):)?\w+>", lambda m: SAMPLES[m[1] or "str"], route)
        if route == "^.*/$":
            return "khong-co-trang-nay/"
        for group, sample in ((r"\(\?P<revision_id_[ab]>[^)]*\)", "1"), (r"\(\?P<pk>[^)]*\)", "1")):
            route = re.sub(group, sample, route)
        return route.strip("^$").replace("\\.", ".")

    staff = next(p for p in get_resolver().url_patterns if str(p.pattern) == "staff/")
    return sorted(set(walk(staff.url_patterns, "/staff/")))


def test_a_password_alone_opens_nothing_of_the_staff_site(client, lan):
    give_password(client)
    paths = staff_paths()
    assert len(paths) > 150
    opened = []
    for path in paths:
        if resolve(path).view_name in guard.OPEN:
            continue
        for send in (client.get, client.post):
            answer = send(path)
            if answer.status_code != 302 or not answer.url.startswith(
                "/staff/dang-nhap/dang-ky/?next="
            ):
                opened.append((path, answer.status_code))
    assert opened == []


def test_what_a_password_alone_opens_is_only_what_signing_in_needs():
    assert {resolve(p).view_name for p in staff_paths()} >= guard.OPEN
    assert len(guard.OPEN) == 7


def test_pages_of_every_app_are_among_those_walked():
    paths = " ".join(staff_paths())
    for part in ("insight/figures", "complaint/", "duyet/", "turn-log/", "snippets/", "users/",
                 "handover/", "reports/", "sign-in-log/", "account/", "api/"):  # fmt: skip
        assert f"/staff/{part}" in paths, part


def test_nothing_else_of_the_portal_asks_who_is_signed_in():
    """A page for staff outside of the staff site would not be behind the door."""
    prefixes = {str(p.pattern).split("/")[0] for p in get_resolver().url_patterns} - {"staff"}
    assert prefixes == {
        "", "channels", "chat", "documents", "healthz", "metrics", "phan-anh", "tro-ly",
    }  # fmt: skip


def test_scripts_are_refused_without_a_page(client, lan):
    give_password(client)
    answer = client.get("/staff/api/main/pages/", headers={"x-requested-with": "XMLHttpRequest"})
    assert answer.status_code == 403


class TestEnrolling:
    def test_is_forced_at_the_first_sign_in_and_leads_on(self, client, lan):
        wanted = "/staff/snippets/knowledge_base/rule/"
        assert give_password(client, next=wanted).url == wanted
        page = client.get(wanted, follow=True)
        assert page.redirect_chain[-1][0].startswith("/staff/dang-nhap/dang-ky/")
        phone = Telephone(re.search(r'id="khoa">([A-Z2-7 ]+)<', page.content.decode())[1])
        shown = client.post(page.redirect_chain[-1][0], {"code": phone.code(), "next": wanted})
        html = shown.content.decode()
        assert len(re.findall(r"<li><code>[0-9A-Z-]{16}</code>", html)) == 10
        assert f'href="{wanted}"' in html
        assert "no-store" in shown["Cache-Control"]
        assert client.get(wanted).status_code == 200

    def test_shows_a_qr_code_made_here_and_the_secret(self, client, lan):
        give_password(client)
        html = client.get(reverse("signin:enrol")).content.decode()
        assert "<svg" in html
        assert "viewBox" in html
        assert not re.search(r'src="(https?:)?//', html)
        assert "otpauth://totp/Tro%20ly%20Mot%20cua:lan?" in html

    def test_two_tabs_show_one_secret(self, client, lan):
        give_password(client)
        first, second = (client.get(reverse("signin:enrol")).content.decode() for _ in range(2))
        assert secret_on(first) == secret_on(second)

    def test_two_sessions_of_one_password_see_different_secrets(self, lan):
        pages = []
        for one in (Client(), Client()):
            give_password(one)
            pages.append(one.get(reverse("signin:enrol")).content.decode())
        assert secret_on(pages[0]) != secret_on(pages[1])

    def test_the_second_tab_is_through_when_the_first_has_confirmed(self, client, lan):
        give_password(client)
        phone = Telephone(secret_on(client.get(reverse("signin:enrol")).content.decode()))
        client.post(reverse("signin:enrol"), {"code": phone.code()})
        again = client.post(reverse("signin:enrol"), {"code": phone.code()})
        assert again.url == reverse("signin:own")
        assert SecondFactor.objects.count() == 1

    def test_who_has_the_password_alone_can_not_enrol_over_a_telephone(self, client, lan):
        give_password(client)
        thief = Telephone(secret_on(client.get(reverse("signin:enrol")).content.decode()))
        factor.enrol(lan, SECRET, 0, address=None)
        answer = client.post(reverse("signin:enrol"), {"code": thief.code()})
        assert answer.url.startswith(reverse("signin:code"))
        assert client.get("/staff/").status_code == 302

    def test_a_wrong_first_code_keeps_the_secret(self, client, lan):
        give_password(client)
        before = client.get(reverse("signin:enrol")).content.decode()
        after = client.post(reverse("signin:enrol"), {"code": "000000"}).content.decode()
        assert secret_on(after) == secret_on(before)
        assert "Mã không đúng" in after
        assert not SecondFactor.objects.exists()

    def test_a_secret_expires(self, client, lan):
        give_password(client)
        old = secret_on(client.get(reverse("signin:enrol")).content.decode())
        age(client, "signin_pending", 16)
        html = client.post(
            reverse("signin:enrol"), {"code": Telephone(old).code()}
        ).content.decode()
        assert "quá 15 phút" in html
        assert secret_on(html) != old
        assert not SecondFactor.objects.exists()

    def test_neither_database_nor_session_holds_secret_or_codes_in_clear(self, client, lan):
        give_password(client)
        secret = secret_on(client.get(reverse("signin:enrol")).content.decode())
        data = str(client.session.items()) + Session.objects.get().session_data
        assert secret.replace(" ", "") not in data
        html = client.post(
            reverse("signin:enrol"), {"code": Telephone(secret).code()}
        ).content.decode()
        shown = re.findall(r"<li><code>([0-9A-Z-]{16})</code>", html)
        stored = str(list(RecoveryCode.objects.values()))
        assert not any(code in stored for code in shown)
        sealed = bytes(SecondFactor.objects.get().sealed_secret)
        raw = keyring().unseal_bytes(sealed, factor.place(lan.pk))
        assert codes.as_text(raw) == secret
        assert raw not in sealed

    def test_the_first_code_is_used_up(self, client, lan):
        give_password(client)
        phone = Telephone(secret_on(client.get(reverse("signin:enrol")).content.decode()))
        code = phone.code()
        client.post(reverse("signin:enrol"), {"code": code})
        other = Client()
        give_password(other)
        assert "đã dùng rồi" in give_code(other, code).content.decode()


class TestGivingACode:
    @pytest.mark.parametrize("shape", ["{0}{1}", " {0} {1} ", "{0}-{1}"])
    def test_lets_in(self, client, enrolled, shape):
        give_password(client)
        assert client.get("/staff/").url == "/staff/dang-nhap/ma/?next=%2Fstaff%2F"
        code = now_code()
        assert give_code(client, shape.format(code[:3], code[3:])).url == "/staff/"
        assert client.get("/staff/").status_code == 200

    def test_full_width_digits_let_in(self, client, enrolled):
        give_password(client)
        wide = now_code().translate({ord("0") + n: ord("０") + n for n in range(10)})
        assert give_code(client, wide).url == "/staff/"

    @pytest.mark.parametrize(
        "code", ["", "12345", "1234567", "abcdef", "12345a", "0" * 65, "١٢٣٤٥٦"]
    )
    def test_what_can_be_no_code_is_said_to_be_none_and_not_counted(self, client, enrolled, code):
        give_password(client)
        assert give_code(client, code).status_code == 200
        assert client.get("/staff/").status_code == 302
        assert not SignInEvent.objects.filter(kind=Kind.CODE_FAILED).exists()

    @pytest.mark.parametrize(("skew", "status"), [(-2, 200), (-1, 302), (1, 302), (2, 200)])
    def test_a_clock_may_be_one_step_off(self, client, enrolled, monkeypatch, skew, status):
        give_password(client)
        frozen = codes.step_at(time.time())
        monkeypatch.setattr(codes, "step_at", lambda _seconds: frozen)
        assert give_code(client, code_of(SECRET, frozen + skew)).status_code == status

    def test_a_code_counts_once(self, client, enrolled):
        code = now_code()
        for one, status in ((Client(), 302), (Client(), 200)):
            give_password(one)
            assert give_code(one, code).status_code == status

    def test_an_earlier_code_than_the_last_is_refused(self, client, enrolled):
        give_password(client)
        give_code(client, now_code())
        other = Client()
        give_password(other)
        assert give_code(other, now_code(-1)).status_code == 200

    def test_a_code_whose_first_digit_is_nought_needs_all_six(self, client, lan):
        secret = next(
            s for n in range(1000)
            if code_of(s := f"{n:020}".encode(), codes.step_at(time.time())).startswith("0")
        )  # fmt: skip
        factor.enrol(lan, secret, 0, address=None)
        give_password(client)
        code = code_of(secret, codes.step_at(time.time()))
        assert give_code(client, code[1:]).status_code == 200
        assert give_code(client, code).status_code == 302

    def test_the_code_of_somebody_else_is_wrong(self, client, enrolled, django_user_model):
        minh = django_user_model.objects.create_superuser("minh", password=PASSWORD)
        factor.enrol(minh, b"another telephone...", 0, address=None)
        give_password(client, "minh")
        assert give_code(client, now_code()).status_code == 200

    def test_two_tabs_spend_one_code(self, client, enrolled):
        give_password(client)
        give_code(client, now_code())
        assert give_code(client, "000000", next="/staff/account/").url == "/staff/account/"
        assert not SignInEvent.objects.filter(kind=Kind.CODE_FAILED).exists()

    @pytest.mark.parametrize(
        "bad", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
    )
    def test_leads_nowhere_else(self, client, enrolled, bad):
        assert "evil" not in give_password(client, next=bad).url
        assert bad not in client.get(reverse("signin:code"), {"next": bad}).content.decode()
        assert give_code(client, now_code(), next=bad).url == "/staff/"

    def test_a_stranger_is_asked_for_the_password_first(self, client, enrolled):
        for name in ("code", "recovery", "enrol", "own"):
            assert client.get(reverse(f"signin:{name}")).url.startswith(LOGIN)
        assert give_code(client, now_code()).url.startswith(LOGIN)

    def test_an_unreadable_secret_is_told_and_fails_nothing(self, client, enrolled):
        SecondFactor.objects.update(sealed_secret=b"x")
        give_password(client)
        assert "Nhờ người quản trị" in give_code(client, now_code()).content.decode()

    def test_needs_no_script_and_says_what_goes_into_the_field(self, client, enrolled):
        give_password(client)
        html = client.get(reverse("signin:code")).content.decode()
        assert "<script" not in html
        assert 'autocomplete="one-time-code"' in html
        assert 'inputmode="numeric"' in html

    def test_is_behind_the_token_against_forged_forms(self, enrolled):
        strict = Client(enforce_csrf_checks=True)
        assert strict.post(reverse("signin:code"), {"code": now_code()}).status_code == 403


class TestRecoveryCodes:
    def give(self, client, code):
        return client.post(reverse("signin:recovery"), {"code": code}, follow=True)

    def test_stand_in_for_the_telephone_once(self, client, enrolled):
        give_password(client)
        html = self.give(client, enrolled[3].lower()).content.decode()
        assert "còn 9 mã" in html
        other = Client()
        give_password(other)
        assert "đã dùng rồi" in self.give(other, enrolled[3]).content.decode()
        assert other.get("/staff/").status_code == 302
        assert SignInEvent.objects.filter(kind=Kind.RECOVERY_USED, account="lan").count() == 1

    def test_a_mistyped_one_is_said_and_not_counted(self, client, enrolled):
        give_password(client)
        wrong = ("B" if enrolled[0][0] != "B" else "C") + enrolled[0][1:]
        assert "từng ký tự" in self.give(client, wrong).content.decode()
        assert not SignInEvent.objects.filter(kind=Kind.CODE_FAILED).exists()

    def test_of_another_account_are_wrong(self, client, enrolled, django_user_model):
        minh = django_user_model.objects.create_superuser("minh", password=PASSWORD)
        factor.enrol(minh, SECRET, 0, address=None)
        give_password(client, "minh")
        self.give(client, enrolled[0])
        assert client.get("/staff/").status_code == 302

    def test_are_renewed_after_a_fresh_code(self, client, lan, enrolled):
        sign_in(client, lan)
        html = client.post(
            reverse("signin:own"), {"renew": "", "code": now_code()}
        ).content.decode()
        fresh = re.findall(r"<li><code>([0-9A-Z-]{16})</code>", html)
        assert len(fresh) == 10
        assert not set(fresh) & set(enrolled)
        other = Client()
        give_password(other)
        self.give(other, enrolled[0])
        assert other.get("/staff/").status_code == 302
        self.give(other, fresh[0])
        assert other.get("/staff/").status_code == 200

    @pytest.mark.parametrize("code", ["", "000000", "abc"])
    def test_are_not_renewed_without_one(self, client, lan, enrolled, code):
        sign_in(client, lan)
        before = set(RecoveryCode.objects.values_list("digest", flat=True))
        client.post(reverse("signin:own"), {"renew": "", "code": code})
        assert set(RecoveryCode.objects.values_list("digest", flat=True)) == before


class TestAnotherTelephone:
    def test_takes_the_place_of_the_first_and_ends_other_sessions(self, client, lan, enrolled):
        elsewhere = sign_in(Client(), lan)
        sign_in(client, lan)
        assert elsewhere.get("/staff/").status_code == 200
        begun = client.post(reverse("signin:own"), {"replace": "", "code": enrolled[0]})
        assert begun.url == reverse("signin:enrol")
        phone = Telephone(secret_on(client.get(begun.url).content.decode()))
        assert elsewhere.get("/staff/").status_code == 200  # not yet
        client.post(begun.url, {"code": phone.code()})
        assert client.get("/staff/").status_code == 200
        assert elsewhere.get("/staff/").status_code == 302
        assert SignInEvent.objects.filter(kind=Kind.FACTOR_REPLACED).count() == 1

    def test_is_not_enrolled_by_the_address_alone(self, client, lan, enrolled):
        sign_in(client, lan)
        assert client.get(reverse("signin:enrol")).url == reverse("signin:own")
        assert client.post(reverse("signin:enrol"), {"code": "1"}).url == reverse("signin:own")


class TestSessions:
    def test_get_a_new_key_at_the_password_and_at_the_code(self, client, enrolled):
        client.get(LOGIN)
        client.cookies[project.SESSION_COOKIE_NAME] = "fixed-by-an-attacker"
        give_password(client)
        first = client.cookies[project.SESSION_COOKIE_NAME].value
        assert first != "fixed-by-an-attacker"
        give_code(client, now_code())
        assert client.cookies[project.SESSION_COOKIE_NAME].value != first
        assert not Session.objects.filter(session_key=first).exists()

    def test_end_when_left_alone(self, client, lan):
        sign_in(client, lan)
        age(client, "signin_seen", 31)
        answer = client.get("/staff/", follow=True)
        assert "Phiên làm việc đã hết hạn" in answer.content.decode()
        assert answer.redirect_chain[-1][0].startswith(LOGIN)
        assert SignInEvent.objects.filter(kind=Kind.EXPIRED, account="lan").count() == 1
        assert not SignInEvent.objects.filter(kind=Kind.SIGNED_OUT).exists()

    def test_in_use_go_on_and_end_all_the_same(self, client, lan):
        sign_in(client, lan)
        age(client, "signin_seen", 29)
        assert client.get("/staff/").status_code == 200
        age(client, "signin_seen", 29)
        assert client.get("/staff/").status_code == 200
        age(client, "signin_since", 12 * 60 + 1)
        assert client.get("/staff/").status_code == 302

    def test_are_not_kept_alive_by_what_pages_ask_by_themselves(self, client, lan):
        sign_in(client, lan)
        age(client, "signin_seen", 29)
        client.get("/staff/sprite/")
        age(client, "signin_seen", 2)
        assert client.get("/staff/").status_code == 302

    def test_with_a_password_alone_end_sooner(self, client, lan, settings):
        settings.SIGN_IN_IDLE = settings.SIGN_IN_LASTS
        give_password(client)
        age(client, "signin_since", 31)
        assert client.get(reverse("signin:enrol")).url.startswith(LOGIN)

    def test_from_before_there_were_limits_end(self, client, lan):
        client.force_login(lan)
        session = client.session
        del session[sessions._SINCE]
        session.save()
        assert client.get("/staff/").url.startswith(LOGIN)

    def test_elsewhere_end_when_the_password_is_changed(self, client, lan):
        elsewhere = sign_in(Client(), lan)
        sign_in(client, lan)
        page = client.get("/staff/account/").content.decode()
        fields = dict(re.findall(r'name="([\w-]+)"[^>]*value="([^"]*)"', page))
        new = "mot-cau-khac-han-2026"
        answer = client.post("/staff/account/", {
            **{k: v for k, v in fields.items() if not k.startswith("csrf")},
            "locale-preferred_language": "vi", "theme-theme": "system", "theme-contrast": "system",
            "theme-density": "default", "theme-keyboard_shortcuts": "on",
            "name_email-first_name": "Lan", "name_email-last_name": "Ng",
            "name_email-email": "l@x.vn",
            "locale-current_time_zone": "Asia/Ho_Chi_Minh",
            "password-old_password": PASSWORD,
            "password-new_password1": new, "password-new_password2": new,
        })  # fmt: skip
        assert answer.status_code == 302, re.findall(
            r'error-message">(.*?)</', answer.content.decode(), re.S
        )
        assert client.get("/staff/").status_code == 200
        assert elsewhere.get("/staff/").url.startswith(LOGIN)
        assert (
            SignInEvent.objects.filter(kind=Kind.PASSWORD_CHANGED, account="lan", by="").count()
            == 1
        )

    def test_last_as_long_as_the_browser_and_are_kept_from_scripts(self, client, lan):
        give_password(client)
        cookie = client.cookies[project.SESSION_COOKIE_NAME]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        assert not cookie["expires"]

    def test_signing_out_is_on_record_and_ends_them(self, client, lan):
        sign_in(client, lan)
        client.post("/staff/logout/")
        assert client.get("/staff/").url.startswith(LOGIN)
        assert SignInEvent.objects.filter(kind=Kind.SIGNED_OUT, account="lan").count() == 1

    @pytest.mark.parametrize(
        "path", ["/staff/", "/staff/complaint/", "/staff/insight/figures/", LOGIN]
    )
    def test_pages_of_staff_are_not_cached(self, client, lan, path):
        assert "no-store" in client.get(path)["Cache-Control"]
        sign_in(client, lan)
        assert "no-store" in client.get(path)["Cache-Control"]


def test_a_factor_that_was_reset_opens_nothing_any_more(client, lan):
    sign_in(client, lan)
    factor.reset(lan, actor=None)
    assert client.get("/staff/").url.startswith(reverse("signin:enrol"))


def test_switched_off_a_password_is_enough(client, enrolled, settings):
    settings.SIGN_IN_SECOND_FACTOR = False
    assert give_password(client).url == "/staff/"
    assert client.get("/staff/").status_code == 200
    assert client.get(reverse("signin:own")).url == "/staff/"
    assert SignInEvent.objects.filter(kind=Kind.SIGNED_IN, account="lan").count() == 1


def test_browsers_are_remembered_for_the_accounts_that_were_signed_in_to(client, lan, enrolled):
    give_password(client)
    assert browsers.COOKIE not in client.cookies
    give_code(client, now_code())
    cookie = client.cookies[browsers.COOKIE]
    assert cookie["httponly"]
    assert cookie["path"] == "/staff/"


def secret_on(html):
    return re.search(r'id="khoa">([A-Z2-7 ]+)<', html)[1]


def age(client, name, minutes):
    """Let a mark of the session be so much older."""
    session = client.session
    value = session[name]
    if isinstance(value, dict):
        session[name] = {**value, "at": value["at"] - 60 * minutes}
    else:
        session[name] = value - 60 * minutes
    session.save()
