"""Step 0, locate: addresses in a message, old ones and those of today."""

from __future__ import annotations

from dataclasses import replace

from contract.facets import Facet
from knowledge_base.retrieval.places import communes_of_today, gazetteer
from knowledge_base.retrieval.state import Part, Placed, State


def locate(state: State) -> State:
    """Take an old address out of the message, and note it where it is asked about.

    A district says that an address is an old one, since there are none any more; such an address
    may only be mentioned in passing.
    """
    place = gazetteer().find(state.text)
    if place is None or not (place.as_old or place.in_full):
        return _locate_today(state)
    rest = state.snapshot.normaliser.normalise(place.rest)
    wants_place = not rest.facets or Facet.WHERE in rest.facets
    if not place.as_old and (not wants_place or (rest.content and not rest.facets)):
        return replace(state, text=place.rest)
    alone = not rest.content and wants_place
    if alone and not (rest.facets and state.context.entry):
        return replace(state, place=place, decision=Placed(), parts=(Part(rest),))
    return replace(state, place=place, text=place.rest)


def _locate_today(state: State) -> State:
    """Note a commune of today where its counter is asked for, and nothing else.

    Without its province a name counts only where no other commune has it, and with "ở đâu".
    """
    place = communes_of_today().find(state.text)
    if place is None or len(place.former) > 1:
        return state
    rest = state.snapshot.normaliser.normalise(place.rest)
    asked = Facet.WHERE in rest.facets
    if rest.content or not (asked or (place.in_full and not rest.facets)):
        return state
    commune = place.former[0].today[0]
    if asked and state.context.entry:
        return replace(state, commune=commune, text=place.rest)
    return replace(state, commune=commune, decision=Placed(), parts=(Part(rest),))
