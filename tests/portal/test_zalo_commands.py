"""``motcua zalo login`` and ``motcua zalo bot``, against fakes over real HTTP."""

import io
import re
from dataclasses import replace

import pytest
from asgiref.sync import async_to_sync

from connectors.zalo import tokens
from connectors.zalo.settings import ZaloSettings
from connectors.zalo_bot.settings import ZaloBotSettings
from portal.cli.commands import run
from tests.connectors.zalo.conftest import SETTINGS
from tests.support import fake_zalo, fake_zalo_bot
from tests.support.fake_zalo import FakeZalo
from tests.support.fake_zalo_bot import TOKEN, FakeZaloBot

pytestmark = pytest.mark.django_db(transaction=True)

PUBLIC = "https://mot-cua.example.vn"


# --- login ---------------------------------------------------------------------------------------


@pytest.fixture
def fake():
    return FakeZalo()


@pytest.fixture
def zalo(fake, settings):
    with fake_zalo.running(fake) as address:
        found = replace(SETTINGS, api_url=address, oauth_url=address)
        settings.ENVIRONMENT = replace(settings.ENVIRONMENT, zalo=found)
        yield found


class Administrator(io.TextIOBase):
    """Stands at the terminal: opens the address that was printed, agrees, pastes what comes back.

    Args:
        fake: where consent is given.
        capsys: what was printed.
        paste: makes the pasted line of the code and the state of the address.
    """

    def __init__(self, fake, capsys, paste):
        self._fake, self._capsys, self._paste = fake, capsys, paste
        self.seen = ""

    def readline(self, *_):
        self.seen += self._capsys.readouterr().out
        challenge = re.search(r"code_challenge=([\w-]+)", self.seen)[1]
        state = re.search(r"state=([\w-]+)", self.seen)[1]
        return self._paste(self._fake.consent(challenge), state)


@pytest.fixture
def administrator(fake, capsys, monkeypatch):
    def stand(paste):
        made = Administrator(fake, capsys, paste)
        monkeypatch.setattr("sys.stdin", made)
        return made

    return stand


@pytest.mark.parametrize(
    "paste",
    [
        lambda code, state: f"{code}\n",
        lambda code, state: (
            f"https://mot-cua.example.vn/zalo/?code={code}&state={state}&oa_id=oa\n"
        ),
        lambda code, state: f"?code={code}&state={state}\n",
    ],
)
def test_a_consent_is_exchanged_and_kept(zalo, fake, administrator, capsys, paste):
    person = administrator(paste)
    assert run(["zalo", "login"]) == 0
    said = person.seen + capsys.readouterr().out
    assert f"{zalo.oauth_url}/v4/oa/permission?" in said
    assert "The account is: Một cửa" in said
    access = async_to_sync(tokens.access)(zalo)
    assert access.token in fake.access
    for secret in (access.token, zalo.app_secret, *fake.refresh):
        assert secret not in said


@pytest.mark.parametrize(
    ("paste", "told"),
    [
        (lambda code, state: "\n", "no code"),
        (lambda code, state: "", "no code"),
        (lambda code, state: "hai chữ\n", "no code"),
        (lambda code, state: f"https://x.vn/?state={state}&error=denied\n", "no code"),
        (lambda code, state: f"https://x.vn/?code={code}&state=another\n", "another consent"),
        (lambda code, state: "made-up-code\n", "gave no token"),
    ],
)
def test_what_is_no_consent_keeps_nothing(zalo, fake, administrator, capsys, paste, told):
    administrator(paste)
    assert run(["zalo", "login"]) == 1
    assert told in capsys.readouterr().err
    assert fake.access == set()


def test_a_code_works_once(zalo, fake, administrator, capsys):
    pasted = []

    def paste(code, state):
        pasted.append(code)
        return f"{pasted[0]}\n"

    administrator(paste)
    assert run(["zalo", "login"]) == 0
    assert run(["zalo", "login"]) == 1
    assert "gave no token" in capsys.readouterr().err


def test_a_wrong_app_secret_is_told(zalo, fake, administrator, capsys, settings):
    found = replace(zalo, app_secret="another")
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, zalo=found)
    administrator(lambda code, state: f"{code}\n")
    assert run(["zalo", "login"]) == 1
    told = capsys.readouterr().err
    assert "gave no token" in told
    assert "another" not in told


def test_tokens_are_kept_though_the_first_call_fails(zalo, fake, administrator, capsys):
    fake.faults = [None, "503"]
    administrator(lambda code, state: f"{code}\n")
    assert run(["zalo", "login"]) == 1
    assert "the tokens are kept" in capsys.readouterr().err
    assert async_to_sync(tokens.access)(zalo).token in fake.access


@pytest.mark.parametrize(
    ("found", "told"),
    [(ZaloSettings(), "ZALO_APP_ID"), (replace(SETTINGS, redirect_url=""), "ZALO_REDIRECT_URL")],
)
def test_what_is_not_set_is_named(settings, capsys, found, told):
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, zalo=found)
    assert run(["zalo", "login"]) == 1
    assert told in capsys.readouterr().err


# --- bot -----------------------------------------------------------------------------------------


@pytest.fixture
def bot(settings):
    """Run a Bot Platform; give what sets the bot of this installation."""
    platform = FakeZaloBot()
    with fake_zalo_bot.running(platform) as address:

        def configure(secret="a-secret-of-the-hook", token=TOKEN, public_url=PUBLIC):
            found = ZaloBotSettings(token, secret, 3000, address)
            settings.ENVIRONMENT = replace(
                settings.ENVIRONMENT, zalo_bot=found, public_url=public_url
            )
            return platform

        yield configure


def test_zalo_is_told_where_to_call(bot, capsys):
    platform = bot()
    assert run(["zalo", "bot"]) == 0
    assert platform.url == f"{PUBLIC}/channels/zalo-bot/webhook"
    said = capsys.readouterr().out
    assert "bot.motcua" in said
    assert "a-secret-of-the-hook" not in said
    assert TOKEN not in said


def test_without_a_secret_the_worker_asks(bot, capsys):
    platform = bot(secret="")
    assert run(["zalo", "bot"]) == 0
    assert platform.url == ""
    assert "asks Zalo" in capsys.readouterr().out


def test_a_webhook_that_keeps_news_from_the_worker_is_told(bot, capsys):
    platform = bot(secret="")
    platform.url = f"{PUBLIC}/channels/zalo-bot/webhook"
    assert run(["zalo", "bot"]) == 1
    assert "gets no news" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"token": ""}, "ZALO_BOT_TOKEN"),
        ({"token": "wrong"}, "ZALO_BOT_TOKEN"),
        ({"public_url": "http://127.0.0.1:8000"}, "PUBLIC_URL"),
    ],
)
def test_what_stands_in_the_way_is_named(bot, capsys, given, told):
    bot(**given)
    assert run(["zalo", "bot"]) == 1
    assert told in capsys.readouterr().err


def test_a_platform_in_trouble_is_told(bot, capsys):
    bot().faults = ["503"]
    assert run(["zalo", "bot"]) == 1
    assert "can't be reached" in capsys.readouterr().err
