import io
import zipfile
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from complaints import report_files, reports
from complaints.models import Complaint, Deadline, Rating, Unit
from complaints.reports import HIDDEN, figures
from tests.support.staff import sign_in

NOW = timezone.now()


def make(unit, count, late=0, answered=0, reopened=0):
    from uuid import uuid4

    for number in range(count):
        complaint = Complaint._record.create(
            filing_id=uuid4(), number=f"{unit.name}{number}", code_digest=uuid4().hex,
            anonymous=True, filed_at=NOW - timedelta(days=3), consented_at=NOW,
            sealed_story=b"x", about_unit=unit, who_known=True,
            first_answer_at=NOW if number < answered else None, reopened=int(number < reopened),
        )  # fmt: skip
        due = timezone.localdate() + timedelta(days=-1 if number < late else 5)
        Deadline._record.create(
            complaint=complaint, step="answer", due_on=due, basis="b", by_law=False
        )
    return unit


def row_of(people, unit):
    found = figures(people.inbox, *reports.always())
    return next(row for row in found.rows if row.unit == unit.name)


def test_it_counts_by_unit(people):
    make(people.ward, 12, late=6, answered=6, reopened=5)
    row = row_of(people, people.ward)
    assert (row.filed, row.answered, row.in_time, row.late, row.reopened) == (12, 6, 6, 6, 5)
    assert row.days is not None


def test_the_period_counts(people):
    make(people.ward, 6)
    assert figures(people.inbox, date(2020, 1, 1), date(2020, 12, 31)).total == 0


def test_a_small_unit_is_hidden_and_so_is_the_next_one(people):
    make(people.ward, 3)
    make(people.department, 7)
    make(people.city, 20)
    rows = {row.unit: row.filed for row in figures(people.inbox, *reports.always()).rows}
    assert rows == {people.ward.name: None, people.department.name: None, people.city.name: 20}


@pytest.mark.parametrize("late", [1, 4, 9])
def test_a_small_part_hides_its_other_part_too(people, late):
    make(people.ward, 10, late=late)
    row = row_of(people, people.ward)
    assert (row.in_time, row.late) == (None, None)
    assert report_files.cells(row).count(HIDDEN) == 2


def test_a_small_total_is_hidden(people):
    make(people.ward, 2)
    found = figures(people.inbox, *reports.always())
    assert found.total is None
    assert HIDDEN in report_files.total_of(found)


def test_ratings_show_from_five_on(people):
    make(people.ward, 8)
    for complaint in Complaint._record.all()[:4]:
        Rating._record.create(complaint=complaint, score=4, at=NOW)
    assert row_of(people, people.ward).rating is None
    Rating._record.create(complaint=Complaint._record.last(), score=5, at=NOW)
    assert row_of(people, people.ward).rating == 4.2


def test_who_sees_nothing_counts_nothing(people):
    make(people.ward, 8)
    assert figures(people.clerk, *reports.always()).total == 0
    assert figures(None, *reports.always()).total == 0


def test_files_and_chart_say_the_same_and_run_nothing(people):
    evil = Unit.objects.create(name='=HYPERLINK("x")<script>')
    make(evil, 1234)
    found = figures(people.inbox, *reports.always())
    sheet = load_workbook(io.BytesIO(report_files.xlsx_of(found))).active
    assert (sheet["A5"].value, sheet["A5"].data_type) == (evil.name, "s")
    assert sheet["C5"].value == 1234
    with zipfile.ZipFile(io.BytesIO(report_files.docx_of(found))) as document:
        text = document.read("word/document.xml").decode()
    assert "1.234" in text
    assert "&lt;script&gt;" in text
    chart = report_files.svg_of(found)
    assert "1.234" in chart
    assert "<script>" not in chart


def test_the_page_shows_it_and_gives_both_files(people, client):
    make(people.ward, 6)
    sign_in(client, people.inbox.user)
    today = timezone.localdate()
    asked = {"first": (today - timedelta(days=9)).isoformat(), "last": today.isoformat()}
    text = client.get(reverse("complaint:report"), asked).content.decode()
    assert "Tổng số phản ánh: 6" in text
    assert "<svg" in text
    for kind, mark in (("xlsx", b"PK"), ("docx", b"PK")):
        assert client.get(reverse("complaint:report"), {**asked, "as": kind}).content[:2] == mark
    assert client.get(reverse("complaint:report"), {"first": "x"}).status_code == 200
