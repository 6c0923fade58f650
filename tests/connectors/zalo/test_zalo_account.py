"""What is asked of Zalo's API, over real HTTP, against a fake that keeps its rules."""

import pytest

from connectors.zalo import calls
from connectors.zalo.errors import (
    NotFollowing,
    RateLimited,
    TokenRefused,
    WindowClosed,
    ZaloRefused,
    ZaloUnreachable,
)
from connectors.zalo.official_account import (
    NotSendable,
    OfficialAccount,
    OpenUrl,
    Phone,
    Say,
)

pytestmark = pytest.mark.django_db(transaction=True)

DAY = 24 * 3600.0


@pytest.fixture
def account(zalo, agreed):
    return OfficialAccount(zalo)


async def test_a_text_is_sent_once_and_its_id_is_given(account, fake):
    assert await account.send_text("p1", "Lệ phí 8.000 đồng.") == "m1"
    assert fake.texts_to("p1") == ["Lệ phí 8.000 đồng."]


async def test_buttons_go_in_the_shapes_that_zalo_knows(account, fake):
    await account.send_text(
        "p1",
        "Chọn:",
        (
            OpenUrl("Mở trang", "https://mot-cua.example.vn/"),
            Say("Lệ phí", "#1:0", shown=False),
            Say("Nộp ở đâu", "nộp ở đâu"),
            Phone("Gọi", "0274000000"),
        ),
    )
    buttons = fake.sent[0][1]["attachment"]["payload"]["buttons"]
    assert [b["type"] for b in buttons] == [
        "oa.open.url",
        "oa.query.hide",
        "oa.query.show",
        "oa.open.phone",
    ]
    assert buttons[1]["payload"] == "#1:0"


def test_a_button_that_writes_a_message_has_its_words():
    button = Phone("Nhắn", "0274000000", "xin gọi lại").to_zalo()
    assert button["type"] == "oa.open.sms"
    assert button["payload"] == {"phone_code": "0274000000", "content": "xin gọi lại"}


@pytest.mark.parametrize(
    ("text", "buttons"),
    [
        ("", ()),
        (" \n", ()),
        ("x" * 2001, ()),
        ("x", tuple(Say(str(n), "x") for n in range(5))),
        ("x", (Say("x" * 101, "x"),)),
        ("x", (Say(" ", "x"),)),
        ("x", (Say("x", "x" * 1001),)),
    ],
)
async def test_what_zalo_would_refuse_is_not_sent_at_all(account, fake, text, buttons):
    with pytest.raises(NotSendable):
        await account.send_text("p1", text, buttons)
    assert fake.requests == 0


async def test_a_refused_token_is_renewed_and_the_message_sent_once(account, fake):
    fake.expired, fake.access = set(fake.access), set()
    await account.send_text("p1", "một lần")
    assert fake.texts_to("p1") == ["một lần"]
    assert fake.exchanges == 1


async def test_a_new_token_that_is_refused_too_is_an_error_and_no_loop(account, fake, monkeypatch):
    monkeypatch.setattr(fake, "pair", lambda: ("never valid", "refresh-x"))
    fake.access = set()
    with pytest.raises(TokenRefused):
        await account.send_text("p1", "x")
    assert fake.exchanges == 1


@pytest.mark.parametrize(
    ("person", "ago", "error"),
    [("p1", 8 * DAY, WindowClosed), ("nobody", None, NotFollowing)],
)
async def test_an_error_in_an_answer_of_200_is_an_error(account, fake, person, ago, error):
    if ago is not None:
        fake.last_act[person] = ago
    with pytest.raises(error):
        await account.send_text(person, "x")
    assert fake.sent == []


async def test_the_rate_by_status_names_how_long_to_wait(account, fake):
    fake.faults = ["429"]
    with pytest.raises(RateLimited) as told:
        await account.send_text("p1", "x")
    assert told.value.retry_after == 7


async def test_the_rate_by_number_waits_until_the_minute_is_over(account, fake):
    fake.faults = ["-32"]
    with pytest.raises(RateLimited) as told:
        await account.send_text("p1", "x")
    assert told.value.retry_after == 60


async def test_few_requests_left_in_the_minute_are_told_to_the_operator(account, fake, caplog):
    fake.limit = 50
    await account.send_text("p1", "x")
    assert "zalo.rate_low" in caplog.text


async def test_half_an_answer_that_says_yes_is_a_yes(account, fake):
    fake.faults = ["cut"]
    assert await account.send_text("p1", "x") == ""
    assert len(fake.sent) == 1


async def test_half_an_answer_to_what_gives_something_back_is_none(account, fake):
    fake.faults = ["cut"]
    with pytest.raises(ZaloUnreachable):
        await account.upload_image(b"\xff\xd8\xff", "image/jpeg")


@pytest.mark.parametrize("fault", ["503", "cut short", "drop"])
async def test_no_usable_answer_is_worth_another_try(account, fake, fault):
    fake.faults = [fault]
    with pytest.raises(ZaloUnreachable):
        await account.send_text("p1", "x")


async def test_an_answer_that_does_not_come_ends_by_our_patience(account, fake, monkeypatch):
    import httpx

    monkeypatch.setattr(calls, "PATIENCE", httpx.Timeout(0.2))
    fake.faults = ["hang"]
    with pytest.raises(ZaloUnreachable, match="ReadTimeout"):
        await account.send_text("p1", "x")


async def test_nobody_at_the_address_is_worth_another_try():
    with pytest.raises(ZaloUnreachable, match="ConnectError"):
        await calls.post("http://127.0.0.1:9/", json={})


async def test_an_image_is_uploaded_and_sent(account, fake):
    attachment = await account.upload_image(b"\xff\xd8\xff", "image/jpeg")
    await account.send_image("p1", attachment, "Sơ đồ quầy")
    element = fake.sent[0][1]["attachment"]["payload"]["elements"][0]
    assert element == {"media_type": "image", "attachment_id": attachment}


async def test_a_document_is_uploaded_with_an_ending_and_sent(account, fake):
    token = await account.upload_file("don", b"%PDF-1.7", "application/pdf")
    await account.send_file("p1", token)
    assert b'filename="don.pdf"' in fake.uploads[0][1]
    assert fake.sent[0][1]["attachment"] == {"type": "file", "payload": {"token": token}}


@pytest.mark.parametrize(
    ("kind", "content", "media_type"),
    [
        ("image", b"x" * (1024 * 1024 + 1), "image/png"),
        ("image", b"x", "image/webp"),
        ("file", b"x" * (5 * 1024 * 1024 + 1), "application/pdf"),
        ("file", b"x", "application/zip"),
    ],
)
async def test_a_file_that_zalo_does_not_take_is_not_uploaded(
    account, fake, kind, content, media_type
):
    with pytest.raises(NotSendable):
        if kind == "image":
            await account.upload_image(content, media_type)
        else:
            await account.upload_file("x", content, media_type)
    assert fake.requests == 0


async def test_a_template_carries_its_values(account, fake):
    await account.send_template("p1", "123", {"number": "PA-2026-000123"})
    assert fake.templates == [
        {"user_id": "p1", "template_id": "123", "template_data": {"number": "PA-2026-000123"}}
    ]


async def test_the_name_of_the_account_shows_that_the_token_works(account):
    assert await account.name() == "Một cửa"


async def test_no_error_and_no_log_holds_words_or_tokens(account, fake, agreed, caplog):
    caplog.set_level("DEBUG", logger="connectors")
    fake.faults = ["drop"]
    with pytest.raises(ZaloUnreachable) as told:
        await account.send_text("p1", "lời riêng của dân")
    fake.access = set()
    fake.refresh = set()
    with pytest.raises(Exception, match="consent") as refused:
        await account.send_text("p1", "lời riêng của dân")
    said = caplog.text + str(told.value) + str(refused.value)
    for secret in ("lời riêng", agreed.access, agreed.refresh):
        assert secret not in said


def test_an_unknown_number_is_a_refusal_of_its_own():
    from connectors.zalo.errors import refusal

    assert type(refusal(-999)) is ZaloRefused
    assert refusal(-999).code == -999
