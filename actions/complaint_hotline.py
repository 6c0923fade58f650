"""What is said to questions about complaining: sentences, and of the hotline what is on record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.utils import timezone

from actions.complaint_replies import meta, say
from actions.complaint_worries import Topic
from actions.services import services
from contract.facets import Facet
from contract.outcomes import Outcome
from contract.reply import Button, Reply
from knowledge_base.releases import NoRelease

RULE = "duong-day-nong-mot-cua"
"""Key of the entry that says where the numbers stand, and which are known."""


def replies_to(
    sentences: Sequence[str],
    outcome: Outcome = Outcome.COMPLAINT_STARTED,
    buttons: tuple[Button, ...] = (),
) -> tuple[Reply, ...]:
    """Give the answers to what is asked of complaining.

    Args:
        sentences: names of sentences, of which ``hotline`` is answered from the record.
        outcome: how the turn ends.
        buttons: under the last of the sentences.
    """
    named = list(dict.fromkeys(str(sentence) for sentence in sentences))
    recorded = _recorded() if Topic.HOTLINE in named else ()
    said = [say(name) for name in named if not (recorded and name == Topic.HOTLINE)]
    if not said:
        return (*recorded[:-1], *(replace(last, buttons=buttons) for last in recorded[-1:]))
    return (*recorded, Reply("\n".join(said), meta(outcome), buttons))


def _recorded() -> tuple[Reply, ...]:
    """Give where a number stands, as the record has it; nothing where it has nothing."""
    try:
        answered = services().answerer().answer_entry(RULE, (Facet.WHERE,), timezone.localdate())
    except NoRelease:
        return ()
    return answered.replies if answered is not None else ()
