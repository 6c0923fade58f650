"""What one message says within the complaint form, once it is read."""

from __future__ import annotations

from dataclasses import dataclass, field

from complaints.drafts import Field

_OF_OTHER_THINGS = frozenset({Field.OFFICE, Field.WHEN, Field.WHO, Field.DOSSIER_CODE})


@dataclass(slots=True)
class Reading:
    """What one message says.

    Attributes:
        told: what is told of each field; an empty dossier code says that there is none.
        changed: what a field is to hold instead.
        reopened: a field named as wrong, without new words.
        emptied: fields that are to hold nothing.
        cut: words that are to be taken out; ``cut_whole``: the sentences that hold them.
        cut_last: how many sentences at the end are to be taken out.
        adds: part of the story is said to be missing.
        naming: the clauses that say whether a name shows, or tell it; ``renames``: in the place
            of another.
        question: what is asked, as typed; ``asks_plainly``: said to be a question.
        asides: the sentences that answer questions about the complaint itself.
        story: what belongs to no field.
        takes_back: something told before is said to be wrong.
        skips_all: nothing more is to be asked; ``explains``: it says why something is asked.
    """

    told: dict[Field, str] = field(default_factory=dict, repr=False)
    changed: dict[Field, str] = field(default_factory=dict, repr=False)
    reopened: Field | None = None
    emptied: list[Field] = field(default_factory=list)
    cut: list[str] = field(default_factory=list, repr=False)
    cut_whole: bool = False
    cut_last: int = 0
    adds: bool = False
    naming: list[str] = field(default_factory=list, repr=False)
    renames: bool = False
    question: str = field(default="", repr=False)
    asks_plainly: bool = False
    asides: list[str] = field(default_factory=list)
    story: list[str] = field(default_factory=list, repr=False)
    takes_back: bool = False
    sends: bool = False
    waits: bool = False
    shows: bool = False
    skips: bool = False
    skips_all: bool = False
    explains: bool = False
    stops: bool = False
    doubts: bool = False
    chatters: bool = False

    @property
    def acts(self) -> int:
        """How many things it does; chatter is none."""
        flags = (self.asks, self.sends, self.shows, self.skips, self.doubts)
        return (
            len(self.told) + 2 * len(self.changed) + 2 * len(self.cut) + bool(self.naming)
            + sum(map(bool, flags))
        )  # fmt: skip

    def is_more_than(self, step: str) -> bool:
        """Tell whether it says more than an answer to one question, or a wish that has its rule."""
        if (
            self.changed
            or self.emptied
            or self.cut
            or self.cut_last
            or self.adds
            or self.renames
            or self.shows
            or self.doubts
            or self.skips_all
            or self.acts > 1
        ):
            return True
        told_beside = self.story or self.chatters or self.takes_back
        if self.told:
            return step in self.told or bool(told_beside)
        if self.asides and (self.explains or (self.chatters and not self.story)):
            return True  # what stands beside the question answers nothing
        if self.naming and step in _OF_OTHER_THINGS:
            return True  # no answer to a question about something else
        return bool((self.naming or self.sends or self.skips) and self.chatters)

    @property
    def asks(self) -> bool:
        """Whether anything is asked."""
        return bool(self.question or self.asides)
