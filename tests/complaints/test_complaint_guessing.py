from datetime import timedelta

import pytest
from django.utils import timezone

from complaints import codes, filing, guessing, status
from complaints.guessing import Seeker, TooManyGuesses
from complaints.models import CodeMiss


def miss(times, **seeker):
    for _ in range(times):
        assert status.standing(codes.new_code(), Seeker(**seeker)) is None


def test_one_conversation_has_a_few_tries(told):
    told("c")
    code = filing.file("c", "đồng ý").code
    miss(guessing.PER_CONVERSATION, conversation="thief")
    with pytest.raises(TooManyGuesses):
        status.standing(code, Seeker("thief"))
    assert status.standing(code, Seeker("owner"))


def test_one_address_has_some_more_over_all_its_conversations(db):
    for turn in range(guessing.PER_ADDRESS):
        miss(1, conversation=f"c{turn}", address="10.0.0.1")
    with pytest.raises(TooManyGuesses):
        miss(1, conversation="new", address="10.0.0.1")
    miss(1, conversation="new", address="10.0.0.2")


def test_a_right_code_is_not_counted(told):
    told("c")
    code = filing.file("c", "đồng ý").code
    for _ in range(guessing.PER_CONVERSATION * 2):
        assert status.standing(code, Seeker("c"))
    assert not CodeMiss.objects.exists()


def test_after_the_window_one_may_try_again_and_then_it_is_forgotten(db):
    miss(guessing.PER_CONVERSATION, conversation="c")
    CodeMiss.objects.update(at=timezone.now() - guessing.WINDOW - timedelta(seconds=1))
    miss(1, conversation="c")
    CodeMiss.objects.update(at=timezone.now() - guessing.KEPT - timedelta(seconds=1))
    assert guessing.forget() == guessing.PER_CONVERSATION + 1


def test_what_is_counted_names_nobody(db):
    miss(1, conversation="c0ffee", address="203.0.113.7")
    assert all(len(row.who) == 64 and row.who[:3] != "203" for row in CodeMiss.objects.all())


def test_the_hash_depends_on_the_key(settings, monkeypatch):
    code = codes.new_code()
    before = codes.digest(code)
    monkeypatch.setattr(codes, "settings", FakeSettings())
    assert codes.digest(code) != before


class FakeSettings:
    class ENVIRONMENT:
        code_key = "another"
