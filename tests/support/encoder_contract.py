"""What every encoder promises; each has a test class that subclasses this one."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from knowledge_base.indexing.build import build_snapshot
from knowledge_base.retrieval.search import search
from knowledge_base.retrieval.text import fold
from tests.support.knowledge import BIRTH, CONTENT, HOUSE, MARRIAGE

TEXTS = ["Đăng ký khai sinh", "Cấp giấy phép xây dựng nhà ở riêng lẻ", "Đăng ký kết hôn"]
ODD = ["", " ", "🙂", "…", "\x00", "x" * 3000, "người Hoa 漢字", "e\u0301 a\u0323\u0302"]


class EncoderContract:
    """Subclasses give the fixture ``subject``: the encoder."""

    def test_passages_become_unit_vectors_one_a_text(self, subject):
        vectors = subject.encode_passages(TEXTS)
        assert vectors.shape == (len(TEXTS), subject.dimension)
        assert vectors.dtype == np.float32
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)

    def test_a_query_becomes_one_unit_vector(self, subject):
        vector = subject.encode_query("làm khai sinh cho con")
        assert vector.shape == (subject.dimension,)
        assert vector.dtype == np.float32
        assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-3)

    def test_no_passages_become_no_vectors_of_the_same_length(self, subject):
        vectors = subject.encode_passages([])
        assert vectors.shape == (0, subject.dimension)
        assert vectors.dtype == np.float32

    @pytest.mark.parametrize("text", ODD, ids=ascii)
    def test_a_text_that_is_hardly_one_gets_finite_numbers(self, subject, text):
        assert np.isfinite(subject.encode_query(text)).all()
        assert np.isfinite(subject.encode_passages([text, TEXTS[0]])).all()

    def test_a_passage_gets_the_same_vector_alone_and_among_others(self, subject):
        among = subject.encode_passages([*TEXTS, "x " * 200])
        alone = np.concatenate([subject.encode_passages([text]) for text in TEXTS])
        assert np.allclose(among[: len(TEXTS)], alone, atol=1e-4)

    def test_the_same_text_gets_the_same_vector_again(self, subject):
        first, second = (subject.encode_query("giấy phép xây dựng") for _ in range(2))
        assert np.allclose(first, second, atol=1e-6)

    def test_queries_and_passages_lie_in_one_space(self, subject):
        passages = subject.encode_passages(TEXTS)
        nearest = [int(np.argmax(passages @ subject.encode_query(text))) for text in TEXTS]
        assert nearest == [0, 1, 2]

    def test_a_text_is_nearer_to_itself_without_accents_than_to_another(self, subject):
        passages = subject.encode_passages(TEXTS)
        bare = [int(np.argmax(passages @ subject.encode_query(fold(text)))) for text in TEXTS]
        assert bare == [0, 1, 2]

    def test_a_text_far_too_long_is_read_from_its_beginning(self, subject):
        started = time.monotonic()
        longer = subject.encode_query("đăng ký khai sinh " * 100_000)
        assert time.monotonic() - started < 60  # seconds; a bound on runaway, not a speed figure
        assert np.allclose(longer, subject.encode_query("đăng ký khai sinh " * 200), atol=1e-3)

    def test_threads_that_ask_at_the_same_time_get_what_they_asked(self, subject):
        questions = [f"{text} {n}" for n in range(4) for text in TEXTS]
        wanted = [subject.encode_query(question) for question in questions]
        with ThreadPoolExecutor(4) as threads:
            got = list(threads.map(subject.encode_query, questions))
        assert np.allclose(wanted, got, atol=1e-4)

    def test_the_band_lies_between_unrelated_and_equal_texts(self, subject):
        low, high = subject.band
        assert -1 <= low < high
        passages = subject.encode_passages(TEXTS)
        equal = float(passages[0] @ subject.encode_query(TEXTS[0]))
        unrelated = float(passages[1] @ subject.encode_query(TEXTS[2]))
        assert (equal - low) / (high - low) > (unrelated - low) / (high - low)
        assert equal > low

    def test_a_knowledge_base_is_indexed_and_searched_with_it(self, subject, vector_cache):
        snapshot = build_snapshot("r", CONTENT, subject, vector_cache)
        assert snapshot.vectors is not None
        assert snapshot.vectors.size == len(snapshot.surfaces)
        for text, key in (("khai sinh cho con", BIRTH), ("kết hôn", MARRIAGE), ("xây nhà", HOUSE)):
            hits = search(snapshot, snapshot.normaliser.normalise(text))
            assert key in [snapshot.entries[hit.entry].key for hit in hits[:3]]
