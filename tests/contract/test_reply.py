import json
from datetime import date

import pytest

from contract.facets import Facet
from contract.outcomes import Outcome
from contract.reply import Button, Card, MalformedReply, Meta, Reply, Section, Source

FULL = Reply(
    text="Lệ phí 8.000 đồng.",
    buttons=(Button("Lệ phí", '/ask_facet{"facet":"fee"}'),),
    card=Card("Đăng ký khai sinh", (Section(Facet.DOSSIER, "Hồ sơ", ("Tờ khai",), open=True),)),
    meta=Meta(
        outcome=Outcome.ANSWERED,
        slot="what",
        procedure="1.001193",
        facet=Facet.FEE,
        as_of=date(2026, 11, 24),
        release="2026-11-24.3",
        sources=(Source("Nghị định 118", "Điều 15", date(2025, 7, 1), date(2030, 1, 1), "u"),),
    ),
)
SHORT = Reply("Chào anh/chị.", Meta(Outcome.SMALLTALK))


def document(**changes):
    return {**FULL.to_json(), **changes}


@pytest.mark.parametrize("reply", [FULL, SHORT], ids=["full", "short"])
def test_a_reply_survives_the_trip_through_json(reply):
    assert Reply.from_json(json.loads(json.dumps(reply.to_json()))) == reply


def test_the_json_has_exactly_the_fields_of_the_contract():
    written = FULL.to_json()
    assert set(written) == {"text", "buttons", "card", "meta"}
    assert set(written["meta"]) == {
        "outcome", "slot", "procedure", "facet", "as_of", "release", "sources",
    }  # fmt: skip
    assert written["meta"]["as_of"] == "2026-11-24"
    assert written["meta"]["sources"][0] == {
        "document": "Nghị định 118",
        "article": "Điều 15",
        "valid_from": "2025-07-01",
        "valid_to": "2030-01-01",
        "url": "u",
    }


def test_what_is_not_known_is_null_in_the_json_not_missing():
    assert SHORT.to_json()["meta"] == {
        "outcome": "smalltalk",
        "slot": None,
        "procedure": None,
        "facet": None,
        "as_of": None,
        "release": None,
        "sources": [],
    }


@pytest.mark.parametrize("text", ["", "  ", "\n\t"])
def test_a_blank_text_is_no_reply(text):
    with pytest.raises(MalformedReply, match="text"):
        Reply(text, Meta(Outcome.SMALLTALK))
    with pytest.raises(MalformedReply, match="text"):
        Reply.from_json(document(text=text))


@pytest.mark.parametrize("field", ["text", "meta"])
def test_a_missing_field_is_refused_by_its_name(field):
    broken = document()
    del broken[field]
    with pytest.raises(MalformedReply, match=field):
        Reply.from_json(broken)


@pytest.mark.parametrize(
    ("broken", "named"),
    [
        (document(meta={"outcome": "happy"}), "happy"),
        (document(meta={"outcome": "answered", "facet": "colour"}), "colour"),
        (document(meta={"outcome": "answered", "as_of": "yesterday"}), "yesterday"),
        (document(meta={}), "outcome"),
        (document(buttons=[{"title": "Lệ phí"}]), "payload"),
        (document(card={"title": "x"}), "sections"),
        (document(card={"title": "x", "sections": [{"facet": "fee", "title": "x"}]}), "items"),
    ],
)
def test_a_wrong_value_is_refused_and_named(broken, named):
    with pytest.raises(MalformedReply, match=named):
        Reply.from_json(broken)


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(None, id="null"),
        pytest.param([], id="a list"),
        pytest.param("text", id="a string"),
        pytest.param(document(meta=[]), id="meta is a list"),
        pytest.param(document(meta="answered"), id="meta is a string"),
        pytest.param(document(meta=None), id="meta is null"),
        pytest.param(document(text=None), id="text is null"),
        pytest.param(document(text={"vi": "Chào"}), id="text is an object"),
        pytest.param(document(buttons=["Lệ phí"]), id="a button is a string"),
        pytest.param(document(card="Hồ sơ"), id="card is a string"),
        pytest.param(document(meta={"outcome": "answered", "as_of": 5}), id="as_of is a number"),
        pytest.param(document(meta={"outcome": "answered", "sources": ["x"]}), id="a bare source"),
    ],
)
def test_a_document_of_another_shape_is_refused(broken):
    with pytest.raises(MalformedReply):
        Reply.from_json(broken)
