"""The dashboard: who may see it, what it counts, what its files hold."""

import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from connectors.models import Conversation, Feedback, InboundMessage
from insight import counting
from knowledge_base.models import Procedure

pytestmark = pytest.mark.django_db
PAGE = "/staff/insight/figures/"
DAY = timedelta(days=1)


@pytest.fixture
def reader(member_of_staff):
    return member_of_staff("view_turnday")


@pytest.fixture
def busy_week(log_turns):
    Procedure.objects.create(
        key="1.001193", title="Thủ tục đăng ký khai sinh", plain_name="đăng ký khai sinh"
    )
    today = timezone.localdate()
    log_turns(today - 3 * DAY, "answered", 1200, procedure="1.001193", ms=40)
    log_turns(today - 3 * DAY, "no_answer", 300, ms=2000)
    log_turns(today - 2 * DAY, "smalltalk", 10, channel="zalo")
    return today


def shown(client, **query):
    response = client.get(PAGE, query)
    assert response.status_code == 200
    return response.content.decode()


def test_it_needs_its_permission(member_of_staff):
    assert member_of_staff().get(PAGE).status_code in (302, 403)


def test_a_stranger_is_asked_to_sign_in(client):
    assert client.get(PAGE)["Location"].startswith("/staff/login/")


def test_it_is_in_the_menu_of_those_who_may_open_it(reader):
    assert PAGE in reader.get("/staff/").content.decode()


def test_without_turns_it_says_so_and_what_to_do(reader):
    html = shown(reader)
    assert "Chưa có lượt trò chuyện nào" in html
    assert "<svg xmlns" not in html.replace('<svg class="icon', "")


def test_ratings_count_with_their_reasons_and_the_entries_they_are_about(reader, busy_week):
    for n, (channel, rating, reason) in enumerate((
        ("web", "up", ""), ("web", "down", "wrong"), ("zalo", "down", ""), ("web", "up", ""),
    )):  # fmt: skip
        conversation = Conversation.objects.create(channel=channel)
        message = InboundMessage.objects.create(
            conversation=conversation, channel=channel, message_id=str(n)
        )
        Feedback.objects.create(
            conversation=conversation, message=message, rating=rating, reason=reason,
            procedure="1.001193",
        )  # fmt: skip
    html = shown(reader)
    assert "50,0 %" in html
    assert "4 đánh giá" in html
    assert "Chưa hữu ích: sai hoặc đã cũ" in html
    assert "Chưa hữu ích: không nêu lý do" in html
    book = load_workbook(io.BytesIO(reader.get(PAGE, {"as": "xlsx"}).content))
    assert [c.value for c in book["Chưa hữu ích"][3]] == ["đăng ký khai sinh", "1.001193", 2]
    day = busy_week.isoformat()
    only = shown(reader, first=(busy_week - 5 * DAY).isoformat(), last=day, channel="zalo")
    assert "1 đánh giá" in only
    old = (busy_week - 3 * DAY).isoformat()
    assert "0 đánh giá" in shown(reader, first=old, last=old, channel="")


def test_it_sums_up_in_vietnamese_numbers(reader, busy_week):
    html = shown(reader)
    assert "<strong>1.510</strong> lượt" in html
    assert "<strong>1.500</strong> câu hỏi về thủ tục" in html
    assert "<strong>20,0 %</strong> chưa có câu trả lời" in html
    assert "đăng ký khai sinh" in html
    assert "95 % trong 2,0 giây" in html


def test_every_chart_has_its_table(reader, busy_week):
    html = shown(reader)
    assert html.count("<details>") == html.count('<table class="listing">') == 4
    assert html.count('class="chart"') == 6


def test_nothing_that_leads_to_a_person_is_on_it(reader, busy_week):
    assert "hash0" not in shown(reader)
    assert b"hash0" not in reader.get(PAGE, {"as": "csv"}).content


def test_the_period_and_the_channel_can_be_chosen(reader, busy_week):
    day = (busy_week - 2 * DAY).isoformat()
    html = shown(reader, first=day, last=day, channel="")
    assert "<strong>10</strong> lượt" in html


@pytest.mark.parametrize(
    "query",
    [
        {"first": "2026-11-20", "last": "2026-11-10"},
        {"first": "không phải ngày", "last": ""},
        {"first": "0001-01-01", "last": "9999-12-31"},
        {"first": "2026-11-01", "last": "2026-11-10", "channel": "bồ câu"},
    ],
)
def test_a_period_that_makes_no_sense_is_told_and_breaks_nothing(reader, busy_week, query):
    assert "errorlist" in shown(reader, **query)


def test_a_year_is_shown_by_week_and_more_by_month(reader, busy_week):
    first = busy_week - 300 * DAY
    html = shown(reader, first=first.isoformat(), last=busy_week.isoformat())
    assert "<strong>1.510</strong> lượt" in html
    first = busy_week - 800 * DAY
    html = shown(reader, first=first.isoformat(), last=busy_week.isoformat())
    assert "<strong>1.510</strong> lượt" in html


def tiles(html):
    start = html.index('class="tiles"')
    return html[start : html.index("</ul>", start)]


def test_figures_are_the_same_before_and_after_days_are_written_down(reader, busy_week):
    before = shown(reader)
    counting.close_days()
    after = shown(reader)
    assert tiles(after) == tiles(before)


def test_the_workbook_has_a_sheet_for_each_table(reader, busy_week):
    response = reader.get(PAGE, {"as": "xlsx"})
    book = load_workbook(io.BytesIO(response.content))
    assert book.sheetnames == [
        "Theo thời gian", "Kết cục", "Được hỏi nhiều", "Đánh giá", "Chưa hữu ích", "Kênh"
    ]  # fmt: skip
    rows = list(book["Kết cục"].iter_rows(min_row=3, values_only=True))
    assert rows[0][:2] == ("Đã trả lời", 1200)


def test_a_title_that_looks_like_a_formula_is_text_in_the_workbook(reader, log_turns):
    Procedure.objects.create(key="x", title="t", plain_name="=1+1")
    log_turns(timezone.localdate(), procedure="x", hour=0)
    book = load_workbook(io.BytesIO(reader.get(PAGE, {"as": "xlsx"}).content))
    cell = book["Được hỏi nhiều"]["A3"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_the_csv_opens_with_accents_in_a_spreadsheet(reader, busy_week):
    content = reader.get(PAGE, {"as": "csv"}).content
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows[0] == ["ngay", "kenh", "ket_cuc", "luot"]
    assert [(busy_week - 3 * DAY).isoformat(), "Trang web", "Đã trả lời", "1200"] in rows
