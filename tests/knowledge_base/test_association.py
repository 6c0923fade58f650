"""Words of a question that go with words of the line that answers it."""

import numpy as np
import pytest

from contract.facets import Facet
from knowledge_base.retrieval.compose.association import (
    Associations,
    associations,
    learn_associations,
)

BOTH = (Facet.STEPS, "Hai người cùng có mặt ký sổ.")
FEE = (Facet.FEE, "Miễn phí.")


@pytest.fixture(scope="module")
def learned():
    alone = [("vợ", "đi", "một", "mình", str(n)) for n in range(20)]
    dear = [("tốn", "nhiêu", "vậy", str(n)) for n in range(60)]
    return learn_associations(
        [*((said, [BOTH]) for said in alone), *((said, [FEE]) for said in dear)]
    )


def test_what_was_answered_by_a_line_goes_with_it(learned):
    both, fee = learned.of_lines(["chồng", "đi", "một", "mình"], [BOTH, FEE])
    assert both > fee


def test_accents_make_no_difference(learned):
    typed = learned.of_lines(["một", "mình"], [BOTH, FEE])
    assert np.array_equal(typed, learned.of_lines(["mot", "minh"], [BOTH, FEE]))


def test_what_was_seen_too_seldom_says_nothing():
    learned = learn_associations([(("đi", "một", "mình"), [BOTH])] * 2)
    assert not learned.of_lines(["một", "mình"], [BOTH]).any()


@pytest.mark.parametrize("said", [[], ["xyz"]])
def test_unknown_words_go_with_nothing(learned, said):
    assert not learned.of_lines(said, [BOTH, FEE]).any()
    assert learned.of_lines(["một"], []).shape == (0,)


def test_it_survives_the_file(learned, tmp_path):
    learned.save(tmp_path / "a.npz")
    again = Associations.load(tmp_path / "a.npz")
    said = ["một", "mình"]
    known = learned.of_lines(said, [BOTH, FEE])
    assert np.allclose(again.of_lines(said, [BOTH, FEE]), known, rtol=1e-2)
    assert [p.name for p in tmp_path.iterdir()] == ["a.npz"]


def test_a_failed_write_leaves_the_old_file(learned, tmp_path, monkeypatch):
    path = tmp_path / "a.npz"
    path.write_bytes(b"old")

    def fail(*_, **__):
        raise OSError("full")

    monkeypatch.setattr(np, "savez_compressed", fail)
    with pytest.raises(OSError, match="full"):
        learned.save(path)
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.npz"]


def test_what_comes_with_the_program_knows_that_one_alone_means_both():
    said = "vợ tôi đi một mình được không".split()
    both, fee = associations().of_lines(said, [BOTH, FEE])
    assert both > fee
