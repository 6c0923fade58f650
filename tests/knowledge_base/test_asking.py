"""How a message asks, read off its words by the learned model."""

import numpy as np
import pytest

from contract.facets import Facet
from knowledge_base.retrieval.asking import (
    ABOUT,
    MOVES,
    AskingModel,
    Move,
    asking_model,
    groups_of,
)


def likeliest(text):
    asked = asking_model().read(text.split())
    return MOVES[int(np.argmax(asked.moves))]


@pytest.mark.parametrize(
    ("text", "move"),
    [
        ("có phải đem giấy kết hôn theo không", Move.ASKS_ON),
        ("co phai dem giay ket hon theo khong", Move.ASKS_ON),
        ("hết hạn từ năm ngoái rồi", Move.SIBLING),
        ("à mà tiện cho hỏi muốn mở quán cà phê thì sao", Move.ELSEWHERE),
        ("ý em là cái khác, không phải cái đó", Move.CORRECTS),
    ],
)
def test_the_way_it_asks_tells_what_it_does_to_the_conversation(text, move):
    assert likeliest(text) is move


@pytest.mark.parametrize(
    ("text", "facet"),
    [
        ("tốn nhiêu tiền vậy", Facet.FEE),
        ("bữa nào lấy được", Facet.TIME_LIMIT),
        ("cầm theo những gì", Facet.DOSSIER),
        ("ra phường hay lên tỉnh", Facet.WHERE),
    ],
)
def test_everyday_words_tell_the_aspect(text, facet):
    asked = asking_model().read(text.split())
    assert ABOUT[int(np.argmax(asked.about))] == facet
    assert asked.about_facet(facet) >= asked.about[ABOUT.index(facet)]


@pytest.mark.parametrize("said", [(), ("🙂",), ("x" * 5000,), ("tôi",) * 20000])
def test_any_message_is_read(said):
    asked = asking_model().read(said)
    assert sum(asked.moves) == pytest.approx(1)
    assert sum(asked.about) == pytest.approx(1)


def test_only_the_beginning_of_a_long_message_is_read():
    assert len(groups_of(("tôi",) * 20000)) < 400


def test_a_model_comes_back_from_its_file_as_it_was(tmp_path):
    classes = len(MOVES) + len(ABOUT)
    weights = np.zeros((2, classes), dtype=np.float32)
    weights[1, 2] = 4.0
    ones = np.ones(2, dtype=np.float32)
    model = AskingModel({"mot": 0, "hai": 1}, ones, weights, np.zeros(classes, dtype=np.float32))
    model.save(tmp_path / "asking.npz")
    again = AskingModel.load(tmp_path / "asking.npz")
    assert again.read(("hai",)) == model.read(("hai",))
    assert again.read(("hai",)).probability(Move.ELSEWHERE) > 0.9
    assert [p.name for p in tmp_path.iterdir()] == ["asking.npz"]


def test_a_model_for_other_classes_is_refused(tmp_path):
    path = tmp_path / "asking.npz"
    np.savez(path, classes=np.array('["other"]'))
    with pytest.raises(ValueError, match="learn it anew"):
        AskingModel.load(path)
