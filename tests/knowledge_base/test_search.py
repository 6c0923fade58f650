"""Finding: what is ranked first, when one is asked which, how many questions a message holds."""

from dataclasses import replace

import pytest

from contract.facets import Facet
from contract.outcomes import Outcome
from knowledge_base.indexing.build import build_snapshot
from knowledge_base.retrieval.answerer import Answerer
from knowledge_base.retrieval.following import search_following
from knowledge_base.retrieval.search import search
from knowledge_base.retrieval.split import questions_in
from knowledge_base.retrieval.state import Context
from knowledge_base.retrieval.text import fold
from tests.support.knowledge import (
    BIRTH,
    BIRTH_AGAIN,
    BIRTH_WITH_PARENT,
    CONTENT,
    DEATH,
    ENTRIES,
    ENVIRONMENT,
    HOUSE,
    LATE,
    MARRIAGE,
    MARRIAGE_ABROAD,
    PARENT,
    SINGLE,
    TODAY,
    changed,
    procedure,
)

FIRST = [
    ("đăng ký khai sinh cho con", BIRTH),
    ("làm giấy khai sinh", BIRTH),
    ("đăng ký lại khai sinh", BIRTH_AGAIN),
    ("làm lại giấy khai sinh", BIRTH_AGAIN),
    ("khai sinh kết hợp nhận cha, mẹ, con", BIRTH_WITH_PARENT),
    ("đăng ký kết hôn", MARRIAGE),
    ("kết hôn với người nước ngoài", MARRIAGE_ABROAD),
    ("đăng ký khai tử", DEATH),
    ("giấy độc thân", SINGLE),
    ("giấy phép xây dựng nhà ở", HOUSE),
    ("hồ sơ bị trễ hẹn", LATE),
]


@pytest.fixture
def found(snapshot):
    def keys(text, context=None):
        query = snapshot.normaliser.normalise(text)
        if context:
            hits = search_following(snapshot, query, (snapshot.position_of[context],))
        else:
            hits = search(snapshot, query)
        return [snapshot.entries[hit.entry].key for hit in hits]

    return keys


@pytest.fixture
def parts_of(snapshot):
    def keys(text):
        query = snapshot.normaliser.normalise(text)
        parts = questions_in(snapshot, text, query, search(snapshot, query))
        return [snapshot.entries[part.hits[0].entry].key for part in parts]

    return keys


@pytest.mark.parametrize(("text", "key"), FIRST)
def test_the_procedure_that_is_named_is_found_first(found, text, key):
    assert found(text)[0] == key


@pytest.mark.parametrize(("text", "key"), FIRST)
def test_it_is_found_first_without_accents_too(found, text, key):
    assert found(fold(text))[0] == key


@pytest.mark.parametrize("change", [str, fold], ids=["accents", "no accents"])
def test_the_plain_procedure_comes_before_its_siblings_until_one_is_named(found, change):
    plain = found(change("đăng ký khai sinh"))
    again = found(change("đăng ký lại khai sinh"))
    assert plain.index(BIRTH) < plain.index(BIRTH_AGAIN)
    assert again.index(BIRTH_AGAIN) < again.index(BIRTH)


def test_scores_fall_from_hit_to_hit(snapshot):
    hits = search(snapshot, snapshot.normaliser.normalise("giấy phép"))
    assert [h.score for h in hits] == sorted((h.score for h in hits), reverse=True)
    assert len({h.entry for h in hits}) == len(hits)


def test_a_message_that_says_nothing_finds_nothing(found):
    assert found("🙂") == []


def test_the_text_of_an_entry_that_is_never_shown_helps_to_find_it(snapshot, encoder, vector_cache):
    bare = build_snapshot("r", changed(ENVIRONMENT, full_text=""), encoder, vector_cache)

    def score_in(searched):
        hits = search(searched, searched.normaliser.normalise("chủ dự án có khí thải"))
        wanted = searched.position_of[ENVIRONMENT]
        return next((hit.score for hit in hits if hit.entry == wanted), 0.0)

    assert score_in(snapshot) > score_in(bare)


def test_a_meaning_without_a_common_word_is_found_by_the_encoder(encoder, vector_cache):
    only = replace(CONTENT, entries=tuple(e for e in ENTRIES if e.key in (SINGLE, HOUSE, DEATH)))
    snapshot = build_snapshot("r", replace(only, lexicon=()), encoder, vector_cache)
    hits = search(snapshot, snapshot.normaliser.normalise("chứng minh mình còn chưa lấy vợ"))
    assert snapshot.entries[hits[0].entry].key == SINGLE


class ListeningEncoder:
    """The real encoder, with what it was asked kept."""

    def __init__(self, encoder):
        self._encoder = encoder
        self.name, self.dimension = encoder.name, encoder.dimension
        self.band = encoder.band
        self.asked = []

    def encode_query(self, text):
        self.asked.append(text)
        return self._encoder.encode_query(text[:200])


@pytest.mark.parametrize("text", ["x" * 4000, "khai sanh cho be " * 235])
def test_the_encoder_is_never_given_more_than_it_reads_in_a_moment(snapshot, encoder, text):
    listening = ListeningEncoder(encoder)
    searched = replace(snapshot, encoder=listening)
    search(searched, searched.normaliser.normalise(text))
    assert max((len(asked) for asked in listening.asked), default=0) <= 1000  # characters


def test_an_empty_knowledge_base_finds_nothing_and_says_so(encoder, vector_cache, sentences):
    empty = replace(CONTENT, entries=())
    answerer = Answerer(build_snapshot("r", empty, encoder, vector_cache), sentences)
    answered = answerer.answer("đăng ký khai sinh", Context(), TODAY)
    assert [r.meta.outcome for r in answered.replies] == [Outcome.NO_ANSWER]


def test_several_likely_procedures_are_offered_as_a_choice(answerer):
    answered = answerer.answer("xin giấy phép", Context(), TODAY)
    (reply,) = answered.replies
    assert reply.meta.outcome is Outcome.CLARIFY
    assert reply.meta.procedure is None
    *choices, other = [button.title for button in reply.buttons]
    assert 2 <= len(choices) <= 4
    assert len({fold(title.partition(". ")[2]) for title in choices}) == len(choices)
    assert [title.partition(". ")[0] for title in choices] == [
        str(n) for n in range(1, len(choices) + 1)
    ]
    assert other == "Việc khác"
    assert len(answered.context.candidates) == len(choices)


def test_choices_that_read_the_same_are_offered_once(encoder, vector_cache, sentences):
    twins = tuple(
        procedure(f"9.00000{n}", f"Cấp giấy phép karaoke ({place})", f"giấy phép karaoke {n}")
        for n, place in enumerate(("cấp xã", "cấp tỉnh", "khu kinh tế"))
    )
    content = replace(CONTENT, entries=(*ENTRIES, *twins))
    answerer = Answerer(build_snapshot("r", content, encoder, vector_cache), sentences)
    answered = answerer.answer("xin giấy phép", Context(), TODAY)
    titles = [button.title.partition(". ")[2] for button in answered.replies[0].buttons]
    assert titles.count("Cấp giấy phép karaoke") <= 1
    again = answerer.answer("cấp giấy phép karaoke", Context(), TODAY)
    assert [r.meta.outcome for r in again.replies] == [Outcome.ANSWERED]


@pytest.mark.parametrize(
    "text", ["bóng đá hôm nay thế nào", "giá vàng", "nấu phở bò", "asdf qwer zxcv"]
)
def test_what_is_not_on_record_is_said_not_to_be(answerer, text):
    answered = answerer.answer(text, Context(), TODAY)
    (reply,) = answered.replies
    assert reply.meta.outcome is Outcome.NO_ANSWER
    assert reply.meta.procedure is None
    assert reply.meta.sources == ()


def test_a_facet_alone_asks_which_procedure_is_meant(answerer):
    answered = answerer.answer("lệ phí bao nhiêu", Context(), TODAY)
    (reply,) = answered.replies
    assert reply.meta.outcome is Outcome.CLARIFY
    assert answered.context.facets == (Facet.FEE,)


def test_two_procedures_in_one_message_are_two_questions(parts_of):
    assert parts_of("đăng ký khai sinh và đăng ký kết hôn cần giấy tờ gì") == [BIRTH, MARRIAGE]
    assert parts_of("khai tử, kết hôn phí bao nhiêu") == [DEATH, MARRIAGE]


@pytest.mark.parametrize("text", ["nhận cha, mẹ, con cần gì", "đăng ký nhận cha, mẹ, con"])
def test_a_title_that_holds_commas_is_one_question(parts_of, text):
    assert parts_of(text) == [PARENT]


def test_a_title_made_of_other_titles_is_one_question(encoder, vector_cache, sentences):
    both = procedure(
        "9.000009", "Liên thông đăng ký khai tử, đăng ký kết hôn", "liên thông khai tử, kết hôn"
    )
    content = replace(CONTENT, entries=(*ENTRIES, both))
    answerer = Answerer(build_snapshot("r", content, encoder, vector_cache), sentences)
    answered = answerer.answer("liên thông đăng ký khai tử, đăng ký kết hôn", Context(), TODAY)
    assert [r.meta.procedure for r in answered.replies] == [both.key]


def test_one_procedure_said_twice_is_one_question(parts_of):
    assert parts_of("đăng ký khai sinh, làm giấy khai sinh cần gì") == [BIRTH]


def test_a_greeting_before_the_question_is_no_question(parts_of):
    assert parts_of("chào em, cho chị hỏi đăng ký kết hôn cần gì") == [MARRIAGE]
