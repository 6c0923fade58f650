"""Messages that lean on what was talked about before."""

import pytest

from knowledge_base.retrieval.following import search_following
from knowledge_base.retrieval.text import fold
from tests.support.knowledge import BIRTH, BIRTH_AGAIN, HOUSE, MARRIAGE, MARRIAGE_ABROAD


@pytest.fixture
def first(snapshot):
    def key(text, *before):
        query = snapshot.normaliser.normalise(text)
        hits = search_following(snapshot, query, [snapshot.position_of[k] for k in before])
        return snapshot.entries[hits[0].entry].key if hits else None

    return key


TURNS = [
    (BIRTH, "bị mất rồi thì làm lại sao", BIRTH_AGAIN),
    (MARRIAGE, "nhưng chồng em là người nước ngoài", MARRIAGE_ABROAD),
    (BIRTH, "kết hôn với người nước ngoài thì sao", MARRIAGE_ABROAD),
    (MARRIAGE, "à cho hỏi giấy phép xây dựng nhà ở", HOUSE),
]


@pytest.mark.parametrize(("before", "text", "wanted"), TURNS)
def test_a_case_turns_to_the_sibling_that_is_for_it(first, before, text, wanted):
    assert first(text, before) == wanted


@pytest.mark.parametrize(("before", "text", "wanted"), TURNS)
def test_it_turns_without_accents_too(first, before, text, wanted):
    assert first(fold(text), before) == wanted


@pytest.mark.parametrize("before", [BIRTH, MARRIAGE, HOUSE])
def test_a_detail_stays_with_what_is_talked_about(first, before):
    assert first("có cần hình thẻ không", before) == before


def test_a_message_that_says_nothing_finds_nothing(first):
    assert first("ạ", BIRTH) is None


def test_what_is_talked_about_is_always_a_candidate(snapshot):
    query = snapshot.normaliser.normalise("giấy phép xây dựng nhà ở")
    position = snapshot.position_of[MARRIAGE]
    hits = search_following(snapshot, query, (position,))
    assert position in {hit.entry for hit in hits}
