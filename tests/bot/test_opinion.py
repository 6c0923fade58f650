"""The second opinion: asked where the counts are unsure, and never in the way."""

import logging

import numpy as np
import pytest
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message

from bot import classifier, intents, learn_opinion
from bot import opinion as opinions
from bot.classifier import LinearIntentClassifier
from bot.families import read_families
from bot.intents import fit
from bot.opinion import FILE, Network, Opinion, encoder, read
from bot.vietnamese import fold

INTENTS = ("ask", "complain", "greet")


def encode(text):
    """Say what a text is about: one of three directions."""
    words = {"quát": 1, "chào": 2}
    place = next((n for word, n in words.items() if word in text), 0)
    return np.eye(3, dtype=np.float32)[place]


def sure_of_its_direction(encode=encode):
    one = np.eye(3, dtype=np.float32)
    none = np.zeros(3, np.float32)
    return Opinion(INTENTS, none, none + 1, (Network((one * 9, none), (one, none)),), encode)


UNSURE = [("ask", 0.5), ("complain", 0.45), ("greet", 0.05)]


def test_where_the_counts_are_unsure_the_meaning_decides():
    found = sure_of_its_direction().reconsider(UNSURE, "bị quát giữa quầy")
    assert found[0][0] == "complain"
    assert found[0][1] == pytest.approx(0.886, abs=1e-3)
    assert sum(confidence for _, confidence in found) == pytest.approx(1)


def test_it_can_also_agree():
    assert sure_of_its_direction().reconsider(UNSURE, "lệ phí")[0][0] == "ask"


def never(text):
    raise AssertionError(text)


def counts():
    texts = ["xin chào", "chào anh", "lệ phí mấy", "phí mấy", "bị mắng", "họ mắng"]
    return fit(texts, ["greet", "greet", "ask", "ask", "complain", "complain"])


@pytest.mark.parametrize("text", ["lệ phí mấy", "chào anh chào"], ids=["an example", "sure"])
def test_it_is_not_asked_where_the_counts_are_sure(text):
    assert counts().rank(text, sure_of_its_direction(never)) == counts().rank(text)


@pytest.mark.parametrize(
    "text", ["", "???", "asdf qwer zxcv", "hjkl mấy zxcv qwer", "👨\u200d👩\u200d👧"]
)
def test_it_is_not_asked_where_hardly_a_word_is_known(text):
    """An encoder finds something in any letters."""
    assert counts().rank(text, sure_of_its_direction(never))[0][1] < 1


def test_it_is_asked_where_words_are_known_and_do_not_say_enough():
    unsure = "chào mấy họ quát"
    assert counts().rank(unsure)[0][1] < intents.UNSURE
    assert counts().rank(unsure, sure_of_its_direction())[0][0] == "complain"


def test_one_that_learned_other_intents_is_not_heard(caplog):
    ranking = [("ask", 0.5), ("thank", 0.5)]
    with caplog.at_level(logging.WARNING):
        assert sure_of_its_direction().reconsider(ranking, "bị quát") == ranking
    assert "opinion.other_intents" in caplog.text


def test_a_long_message_is_read_no_further_than_the_encoder_reads():
    heard = []

    def remember(text):
        heard.append(len(text))
        return encode(text)

    sure_of_its_direction(remember).reconsider(UNSURE, "bị quát " * 3000)
    assert heard == [opinions.READ_CHARACTERS]


def test_it_comes_back_from_its_file_as_it_was(tmp_path):
    sure_of_its_direction().write(tmp_path / "o.npz")
    again = read(tmp_path / "o.npz", encode)
    assert again.intents == INTENTS
    assert again.reconsider(UNSURE, "bị quát") == sure_of_its_direction().reconsider(
        UNSURE, "bị quát"
    )


def test_the_file_that_is_there_knows_the_intents_of_the_data():
    """Else run ``python -m bot.learn_opinion``."""
    assert set(read(FILE, encode).intents) == {family.intent for family in read_families()}


def test_the_encoder_tells_meanings_apart():
    angry, rude, fee = map(encoder(), ("cán bộ nạt nộ tôi", "họ quát mắng em", "lệ phí bao nhiêu"))
    assert angry.shape == (read(FILE, encoder()).mean.shape)
    assert angry @ rude > angry @ fee


@pytest.fixture
def _fresh():
    opinions.opinion.cache_clear()
    yield
    opinions.opinion.cache_clear()


@pytest.mark.usefixtures("_fresh")
@pytest.mark.parametrize("content", [None, b"", b"not a file of arrays", b"PK\x03\x04half a file"])
def test_without_it_the_counts_stand_alone(monkeypatch, tmp_path, caplog, content):
    if content is not None:
        (tmp_path / "o.npz").write_bytes(content)
    monkeypatch.setattr(opinions, "FILE", tmp_path / "o.npz")
    with caplog.at_level(logging.WARNING):
        assert opinions.opinion() is None
    assert "opinion.unavailable" in caplog.text


@pytest.mark.usefixtures("_fresh")
def test_where_the_encoder_does_not_run_the_counts_stand_alone(monkeypatch):
    def broken():
        raise OSError("no such instruction")

    monkeypatch.setattr(opinions, "encoder", broken)
    assert opinions.opinion() is None


def component(**settings):
    config = {**LinearIntentClassifier.get_default_config(), **settings}
    return LinearIntentClassifier(config, None, Resource("r"), counts())


def intent_of(made, text):
    (message,) = made.process([Message({"text": text})])
    return message.get("intent")["name"]


def test_the_component_asks_it(monkeypatch):
    monkeypatch.setattr(classifier, "opinion", sure_of_its_direction)
    assert intent_of(component(), "chào mấy họ quát") == "complain"
    assert intent_of(component(second_opinion=False), "chào mấy họ quát") != "complain"


def test_the_component_can_do_without(monkeypatch):
    monkeypatch.setattr(classifier, "opinion", lambda: never("asked"))
    assert intent_of(component(second_opinion=False), "xin chào") == "greet"


def test_what_is_learned_is_what_the_vectors_say():
    texts = [f"{word} {n}" for n in range(40) for word in ("phí", "quát", "chào")]
    pairs = [(text, INTENTS[int(np.argmax(encode(text)))]) for text in texts]
    noise = np.random.RandomState(0).normal(0, 0.1, (len(texts), 3))
    vectors = {t: encode(t) + n.astype(np.float32) for t, n in zip(texts, noise, strict=True)}
    vectors |= {fold(text): vector for text, vector in vectors.items()}
    learned = learn_opinion.learn(pairs, vectors, encode)
    assert max(learned.likely("bị quát"), key=learned.likely("bị quát").get) == "complain"
    assert sum(learned.likely("chào").values()) == pytest.approx(1, abs=1e-5)


def test_vectors_are_made_once(monkeypatch, tmp_path):
    asked = []

    def count(text):
        asked.append(text)
        return encode(text)

    monkeypatch.setenv("MOTCUA_VAR", str(tmp_path))
    monkeypatch.setattr(learn_opinion, "encoder", lambda: count)
    learn_opinion.vectors_of(["phí", "quát", "phí"], lambda line: None)
    found = learn_opinion.vectors_of(["phí", "chào"], lambda line: None)
    assert asked == ["phi", "phí", "quat", "quát", "chao", "chào"]
    assert found["phí"].tolist() == encode("phí").tolist()


def test_vectors_made_before_a_stop_are_kept(monkeypatch, tmp_path):
    asked = []

    def stop(text):
        asked.append(text)
        if text == "quat":
            raise KeyboardInterrupt
        return encode(text)

    monkeypatch.setenv("MOTCUA_VAR", str(tmp_path))
    monkeypatch.setattr(learn_opinion, "encoder", lambda: stop)
    with pytest.raises(KeyboardInterrupt):
        learn_opinion.vectors_of(["phí", "quát"], lambda line: None)
    learn_opinion.vectors_of(["phí"], lambda line: None)
    assert asked == ["phi", "phí", "quat"]
