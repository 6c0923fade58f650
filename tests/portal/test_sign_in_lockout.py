"""Guessing is stopped, and a stranger who guesses locks nobody out of their own browser."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.signin import audit, factor, lockout
from portal.signin.models import Kind, SignInEvent
from tests.support.staff import SECRET, sign_in
from tests.support.telephone import Telephone, code_of

PASSWORD = "mua-xuan-o-ban-lang"
LOGIN = "/staff/login/"


@pytest.fixture(autouse=True)
def _required(settings):
    settings.SIGN_IN_SECOND_FACTOR = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def lan(db):
    user = get_user_model().objects.create_superuser("lan", password=PASSWORD)
    user.recovery = factor.enrol(user, SECRET, 0, address=None)[1]
    return user


@pytest.fixture
def later(monkeypatch):
    """Move the clock of the lock-out on."""
    real = timezone.now

    def move(**by):
        monkeypatch.setattr(lockout.timezone, "now", lambda: real() + timedelta(**by))

    return move


def attempt(client, name="lan", password="sai", **more):
    return client.post(LOGIN, {"username": name, "password": password}, **more)


def fail(times, client=None, **more):
    for _ in range(times):
        answer = attempt(client or Client(), **more)
    return answer.content.decode()


def is_in(client):
    return client.get("/staff/").status_code == 200


def known_browser(user):
    """A browser in which the account was signed in to once, by form and code."""
    client = Client()
    attempt(client, user.get_username(), PASSWORD)
    client.post(reverse("signin:recovery"), {"code": user.recovery[0]})
    assert is_in(client)
    client.post("/staff/logout/")
    return client


def test_five_wrong_passwords_stop_even_the_right_one(lan):
    assert "tạm dừng nhận đăng nhập" not in fail(4)
    assert "tạm dừng nhận đăng nhập" in fail(1)
    html = attempt(Client(), password=PASSWORD).content.decode()
    assert "tạm dừng nhận đăng nhập" in html
    assert "nhờ người quản trị mở khoá" in html


def test_it_ends_by_itself(lan, later):
    fail(5)
    later(minutes=16)
    assert attempt(Client(), password=PASSWORD).status_code == 302


def test_twenty_in_a_day_last_for_a_day(lan, later):
    for hours in range(4):
        later(hours=hours)
        fail(5)
    later(hours=5)
    assert attempt(Client(), password=PASSWORD).status_code == 200
    later(hours=25)
    assert attempt(Client(), password=PASSWORD).status_code == 302


def test_a_stranger_does_not_lock_the_owner_out_of_a_browser_of_theirs(lan):
    own = known_browser(lan)
    fail(25)
    assert attempt(Client(), password=PASSWORD).status_code == 200
    assert attempt(own, password=PASSWORD).status_code == 302
    own.post(reverse("signin:recovery"), {"code": lan.recovery[1]})
    assert is_in(own)


def test_nor_by_filling_the_limit_of_the_address(lan):
    own = known_browser(lan)
    for n in range(lockout.ADDRESS[0].failures):
        attempt(Client(), f"ai-do-{n}")
    assert "tạm dừng" in attempt(Client(), "minh").content.decode()
    assert attempt(Client(), "minh", REMOTE_ADDR="10.0.0.9").content.decode().count("tạm dừng") == 0
    assert attempt(own, password=PASSWORD).status_code == 302


def test_a_known_browser_is_limited_too(lan):
    own = known_browser(lan)
    assert "tạm dừng" in fail(10, own)
    assert attempt(own, password=PASSWORD).status_code == 200


def test_a_known_browser_is_known_for_its_account_only(lan):
    get_user_model().objects.create_superuser("minh", password=PASSWORD)
    own = known_browser(lan)
    fail(5, name="minh")
    assert "tạm dừng" in attempt(own, "minh", PASSWORD).content.decode()


@pytest.mark.parametrize("cookie", ["x", "eyJ4IjoxfQ:1abc:def", ""])
def test_a_forged_cookie_makes_no_browser_known(lan, cookie):
    client = Client()
    client.cookies["motcua_trinh_duyet"] = cookie
    fail(5, client)
    assert "tạm dừng" in attempt(Client(), password=PASSWORD).content.decode()


def test_a_name_that_nobody_has_is_locked_alike_and_not_written_down(db):
    html = fail(5, name="mat-khau-go-nham-o")
    assert "tạm dừng" in html
    assert "mat-khau-go-nham-o" not in str(list(SignInEvent.objects.values()))
    assert set(SignInEvent.objects.values_list("account", flat=True)) == {""}


def test_what_is_refused_while_locked_is_not_written_down(lan):
    fail(5)
    before = SignInEvent.objects.count()
    fail(30)
    assert SignInEvent.objects.count() == before
    assert SignInEvent.objects.filter(kind=Kind.LOCKED, account="lan").count() == 1


def test_neither_password_nor_code_is_in_the_record(lan):
    client = Client()
    attempt(client, password="sai-bet-ca-roi")
    attempt(client, password=PASSWORD)
    client.post(reverse("signin:code"), {"code": "987654"})
    client.post(reverse("signin:recovery"), {"code": lan.recovery[0]})
    record = str(list(SignInEvent.objects.values()))
    for secret in ("sai-bet-ca-roi", PASSWORD, "987654", lan.recovery[0]):
        assert secret not in record


def test_a_complete_sign_in_forgives_and_a_password_alone_does_not(lan):
    fail(4)
    client = Client()
    attempt(client, password=PASSWORD)
    assert "tạm dừng" in fail(1)
    lockout.unlock("lan", "minh")
    fail(4)
    client.post(reverse("signin:recovery"), {"code": lan.recovery[0]})
    assert "tạm dừng" not in fail(4)


class TestCodes:
    def wrong(self, client, times):
        for _ in range(times):
            answer = client.post(reverse("signin:code"), {"code": "000000"})
        return answer.content.decode()

    def test_five_wrong_ones_stop_even_the_right_one(self, lan):
        client = Client()
        attempt(client, password=PASSWORD)
        assert "tạm dừng" not in self.wrong(client, 4)
        assert "tạm dừng" in self.wrong(client, 1)
        now = int(timezone.now().timestamp() // 30)
        client.post(reverse("signin:code"), {"code": code_of(SECRET, now)})
        assert not is_in(client)

    def test_a_new_session_or_address_starts_no_new_count(self, lan):
        for n in range(5):
            client = Client(REMOTE_ADDR=f"10.0.0.{n}")
            attempt(client, password=PASSWORD)
            html = self.wrong(client, 1)
        assert "tạm dừng" in html

    def test_recovery_codes_are_counted_with_them(self, lan):
        client = Client()
        attempt(client, password=PASSWORD)
        self.wrong(client, 3)
        for _ in range(2):
            other = factor.codes.new_recovery_codes()[0]
            html = client.post(reverse("signin:recovery"), {"code": other}).content.decode()
        assert "tạm dừng" in html

    def test_wrong_ones_do_not_stop_the_page_of_passwords(self, lan):
        client = Client()
        attempt(client, password=PASSWORD)
        self.wrong(client, 5)
        assert attempt(Client(), password=PASSWORD).status_code == 302


@pytest.mark.django_db(transaction=True)
class TestAtTheSameTime:
    def race(self, act, times):
        def one(number):
            try:
                return act(number)
            finally:
                connection.close()

        with ThreadPoolExecutor(8) as pool:
            return list(pool.map(one, range(times)))

    def test_one_code_lets_one_in(self, lan):
        clients = [Client() for _ in range(6)]
        for client in clients:
            attempt(client, password=PASSWORD)
        code = code_of(SECRET, int(timezone.now().timestamp() // 30))
        answers = self.race(
            lambda n: clients[n].post(reverse("signin:code"), {"code": code}).status_code, 6
        )
        assert sorted(answers).count(302) == 1

    def test_one_recovery_code_lets_one_in(self, lan):
        clients = [Client() for _ in range(6)]
        for client in clients:
            attempt(client, password=PASSWORD)
        self.race(
            lambda n: clients[n].post(reverse("signin:recovery"), {"code": lan.recovery[0]}), 6
        )
        assert sum(is_in(client) for client in clients) == 1

    def test_many_guesses_of_codes_are_no_way_around(self, lan):
        client = Client()
        attempt(client, password=PASSWORD)
        tries = [Client() for _ in range(24)]
        for one in tries:
            one.cookies.update(client.cookies)
        self.race(lambda n: tries[n].post(reverse("signin:code"), {"code": f"{n:06}"}), 24)
        assert SignInEvent.objects.filter(kind=Kind.CODE_FAILED).count() == 5

    def test_many_guesses_of_passwords_are_no_way_around(self, lan):
        fail(3)
        answers = self.race(lambda n: fail(1, password=f"sai-{n}"), 16)
        assert len(answers) == 16
        assert attempt(Client(), password=PASSWORD).status_code == 200


class TestUnlocking:
    def test_an_administrator_unlocks_an_account(self, lan, client):
        minh = get_user_model().objects.create_superuser("minh", password=PASSWORD)
        fail(5)
        sign_in(client, minh)
        html = client.get(reverse("signin:accounts")).content.decode()
        assert "Tạm khoá" in html
        client.post(reverse("signin:unlock", args=[lan.pk]))
        assert attempt(Client(), password=PASSWORD).status_code == 302
        told = SignInEvent.objects.get(kind=Kind.UNLOCKED)
        assert (told.account, told.by) == ("lan", "minh")

    def test_an_administrator_unlocks_an_address(self, lan, client):
        for n in range(50):
            attempt(Client(), f"ai-do-{n}", REMOTE_ADDR="2001:db8::7")
        sign_in(client, lan)
        assert "2001:db8::7" in client.get(reverse("signin:accounts")).content.decode()
        client.post(reverse("signin:unlock_address"), {"address": "2001:db8::7"})
        assert lockout.locked_addresses() == {}
        html = attempt(Client(), "minh", REMOTE_ADDR="2001:db8::7").content.decode()
        assert "tạm dừng" not in html

    @pytest.mark.parametrize("address", ["", "x", "10.0.0.1", "<script>"])
    def test_an_address_that_is_not_locked_is_left_alone(self, lan, client, address):
        sign_in(client, lan)
        client.post(reverse("signin:unlock_address"), {"address": address})
        assert not SignInEvent.objects.filter(kind=Kind.UNLOCKED).exists()


def test_the_first_sign_in_of_all_is_possible_while_somebody_guesses(lan):
    """Unlocked by hand, the owner signs in once, and their browser is known from then on."""
    get_user_model().objects.create_superuser("minh", password=PASSWORD)
    fail(5, name="minh")
    lockout.unlock("minh", audit.COMMAND_LINE)
    client = Client()
    attempt(client, "minh", PASSWORD)
    page = client.get(reverse("signin:enrol")).content.decode()
    typed = page.split('id="khoa">')[1].split("<")[0]
    client.post(reverse("signin:enrol"), {"code": Telephone(typed).code()})
    client.post("/staff/logout/")
    fail(5, name="minh")
    assert attempt(client, "minh", PASSWORD).status_code == 302
