"""The learned rankings: read from a file, kept with a release, refused when they do not fit."""

import copy
from dataclasses import replace

import pytest

from knowledge_base.retrieval.evidence import FEATURES, FOLLOWING_FEATURES, implied_in
from knowledge_base.retrieval.ranking import Ranking, Rankings
from knowledge_base.retrieval.snapshot import Snapshot
from knowledge_base.retrieval.text import words


def test_a_better_candidate_scores_higher_and_is_trusted_more():
    ranking = Ranking(["matched"], {"matched": 1.0}, {"bias": -1, "lead": 5}, 0.8, 0.2)
    near, far = ranking.scores([[0.2], [0.9]])
    assert far > near
    assert ranking.confidence(far, near, [0.9]) > ranking.confidence(near, near, [0.2])


def test_nothing_to_rank_gives_no_scores():
    assert len(Rankings.learned().alone.scores([])) == 0


@pytest.mark.parametrize("part", ["weights", "confidence"])
def test_a_weight_for_an_unknown_feature_is_refused(part):
    document = copy.deepcopy(Rankings.learned().document)
    document["alone"][part]["colour"] = 1.0
    with pytest.raises(ValueError, match="colour"):
        Rankings(document)


def test_every_feature_has_a_learned_weight():
    document = Rankings.learned().document
    assert set(document["alone"]["weights"]) == set(FEATURES)
    assert set(document["following"]["weights"]) == {*FEATURES, *FOLLOWING_FEATURES}


def test_a_release_keeps_the_thresholds_it_was_made_with(snapshot, encoder, tmp_path):
    document = copy.deepcopy(snapshot.rankings.document)
    document["alone"]["sure"] = 0.123
    other = replace(snapshot, rankings=Rankings(document))
    other.save(tmp_path / "made", {"content": "x", "entries": 1})
    assert Snapshot.load(tmp_path / "made", encoder).rankings.alone.sure == 0.123


@pytest.mark.parametrize(
    ("said", "implied"),
    [("bị mất thẻ", True), ("sắp hết hạn", True), ("mặt tiền", False), ("nộp hồ sơ", False)],
)
def test_what_is_said_of_a_case_calls_for_a_modifier(said, implied):
    assert bool(implied_in(words(said))) is implied
