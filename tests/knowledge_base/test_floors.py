"""Floors: what a change may not lose."""

import json

import pytest

from knowledge_base.evaluation.floors import FLOORS_FILE, FloorsInvalid, below, read_floors
from knowledge_base.evaluation.measure import Slice
from knowledge_base.evaluation.turns import TurnCounts

MEASURED = Slice(
    questions=10,
    recall_1=0.8,
    recall_3=0.9,
    recall_5=0.95,
    mrr=0.85,
    answer_rate=0.7,
    wrong_rate=0.04,
    clarify_rate=0.3,
    right_clarify_rate=0.9,
    p50_ms=5.0,
    p95_ms=20.0,
)

COUNTED = TurnCounts(turns=100, right=0.8, offered=0.1, asked=0.06, wrong=0.04, line=0.7)


def test_figures_at_their_floor_are_kept():
    assert (
        below({"as_typed": MEASURED.to_json()}, {"as_typed": {"recall_1": 0.8, "wrong_rate": 0.04}})
        == []
    )


@pytest.mark.parametrize(("figure", "floor"), [("recall_1", 0.81), ("wrong_rate", 0.03)])
def test_a_figure_below_its_floor_is_named_with_both_values(figure, floor):
    (line,) = below({"as_typed": MEASURED.to_json()}, {"as_typed": {figure: floor}})
    assert figure in line
    assert str(floor) in line


def test_a_slice_that_nothing_was_measured_of_misses_its_floors():
    (line,) = below({"multi_turn": None}, {"multi_turn": {"recall_1": 0.5}})
    assert "multi_turn" in line


@pytest.mark.parametrize("text", ["{", "[]", '{"other": {}}', '{"run": {"a": {"recall_1": "x"}}}'])
def test_a_file_that_is_no_floors_file_is_refused_by_its_name(tmp_path, text):
    path = tmp_path / "f.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FloorsInvalid, match=r"f\.json"):
        read_floors(path, "run")


def test_the_floors_that_are_kept_name_figures_that_are_measured():
    for run in json.loads(FLOORS_FILE.read_text(encoding="utf-8")):
        floors = read_floors(FLOORS_FILE, run)
        assert set(floors) <= {"as_typed", "accents_removed", "multi_turn"}
        figures = set((COUNTED if run in ("turns", "talks", "asks") else MEASURED).to_json())
        assert {figure for part in floors.values() for figure in part} <= figures
