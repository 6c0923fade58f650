"""Charts: from zero, labelled directly, well-formed, no text from outside as markup."""

from xml.etree import ElementTree

from insight import charts, wording

SVG = "{http://www.w3.org/2000/svg}"


def read(drawing):
    return ElementTree.fromstring(str(drawing))


def texts(drawing):
    return [element.text for element in read(drawing).iter(f"{SVG}text")]


def marks(drawing, attribute):
    return [
        float(element.get(attribute))
        for element in read(drawing).iter(f"{SVG}rect")
        if element.get("class") == "mark"
    ]


def test_bars_begin_at_zero_and_carry_name_and_number():
    drawing = charts.bars(
        "Lượt", [("Khai sinh", 1234), ("Kết hôn", 617), ("Khác", 0)], wording.number
    )
    long, half, none = marks(drawing, "width")
    assert (round(long / half, 1), none) == (2.0, 0)
    assert {"Khai sinh", "1.234", "617"} <= set(texts(drawing))


def test_columns_are_as_high_as_their_values_from_zero():
    drawing = charts.columns("Lượt", ["01/11", "02/11"], [50, 25], wording.number)
    high, low = marks(drawing, "height")
    assert round(high / low, 2) == 2.0
    assert {"0", "50", "25", "01/11", "02/11"} <= set(texts(drawing))


def test_many_columns_carry_the_highest_and_the_last_number():
    drawing = charts.columns(
        "Lượt", [f"n{n}" for n in range(60)], [7.0] * 30 + [9.0] + [3.0] * 29, wording.number
    )
    assert {"9", "3"} <= set(texts(drawing))
    assert "7" not in texts(drawing)


def test_a_day_without_a_value_leaves_a_gap():
    drawing = charts.lines(
        "Giây", list("abcd"), [charts.Line("giữa", [1, 2, None, 4])], wording.number
    )
    assert len(list(read(drawing).iter(f"{SVG}polyline"))) == 1
    assert len(list(read(drawing).iter(f"{SVG}circle"))) == 3


def test_lines_are_told_apart_without_colour_and_their_labels_do_not_cover_one_another():
    drawing = charts.lines(
        "Giây",
        ["a"],
        [charts.Line("giữa", [10]), charts.Line("95 %", [10], dashed=True)],
        wording.number,
    )
    ends = [e for e in read(drawing).iter(f"{SVG}text") if e.text.endswith(" 10")]
    assert abs(float(ends[0].get("y")) - float(ends[1].get("y"))) >= 14
    assert list(read(drawing).iter(f"{SVG}circle"))
    assert any(e.get("class") == "dot" for e in read(drawing).iter(f"{SVG}rect"))


def test_nothing_at_all_is_drawn_without_an_error():
    for drawing in (
        charts.bars("a", [], wording.number),
        charts.columns("b", [], [], wording.number),
        charts.columns("b", ["x"], [None], wording.number),
        charts.lines("c", [], [], wording.number),
    ):
        assert read(drawing).get("role") == "img"


def test_a_name_is_never_markup():
    name = "<script>\"&'"
    drawing = charts.bars(name, [(name, 1)], wording.number)
    assert read(drawing).get("aria-label") == name
    assert name in texts(drawing)


def test_numbers_are_written_as_in_vietnamese():
    assert wording.number(1234567) == "1.234.567"
    assert wording.percent(0.1234) == "12,3 %"
    assert wording.percent(None) == "–"
    assert wording.milliseconds(45.4) == "45 ms"
    assert wording.milliseconds(1234) == "1,2 giây"
