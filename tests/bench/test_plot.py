from xml.etree import ElementTree

import pytest

from bench.plot import Line, Plot, to_svg

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def drawn():
    lines = (
        Line("flat & exact", ((1000, 0.1), (10_000, 1.0), (100_000, 10.0)), 0),
        Line("lists", ((1000, 0.2), (100_000, 9.5)), 1),
    )
    return ElementTree.fromstring(to_svg(Plot("Time", "It grows.", "passages", "ms", lines)))


def texts(drawn):
    return {t.text: t for t in drawn.iter(f"{SVG}text")}


def test_a_plot_says_to_screen_readers_what_it_shows(drawn):
    assert drawn.get("role") == "img"
    assert drawn.get("aria-labelledby").split() == [
        drawn.find(f"{SVG}title").get("id"),
        drawn.find(f"{SVG}desc").get("id"),
    ]
    assert drawn.find(f"{SVG}desc").text == "It grows."


def test_each_line_is_named_at_its_end_without_covering_the_other(drawn):
    one, other = texts(drawn)["flat & exact"], texts(drawn)["lists"]
    assert abs(float(one.get("y")) - float(other.get("y"))) >= 16
    assert one.get("class").split()[1] != other.get("class").split()[1]


def test_equal_factors_are_equal_steps(drawn):
    across = [float(texts(drawn)[t].get("x")) for t in ("1,000", "10,000", "100,000")]
    assert across[1] - across[0] == pytest.approx(across[2] - across[1], abs=0.2)


def test_every_point_is_marked_and_tells_its_value(drawn):
    told = [t.text for g in drawn.iter(f"{SVG}g") for t in g.findall(f"{SVG}title")]
    assert told == [
        "flat & exact: 0.1",
        "flat & exact: 1",
        "flat & exact: 10",
        "lists: 0.2",
        "lists: 9.5",
    ]


def test_there_are_colours_for_the_dark(drawn):
    assert "prefers-color-scheme:dark" in drawn.find(f"{SVG}style").text
