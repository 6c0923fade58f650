"""What an import did, told in full: counts, reasons, remarks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from knowledge_base.importing.records import Skipped

_NAMED = 5  # codes named behind a remark; the JSON report has all


class Outcome(StrEnum):
    """What an import did with one entry."""

    IMPORTED = "imported"
    """It was not there."""
    CHANGED = "changed"
    """It was there as imported before, and differs now."""
    UNCHANGED = "unchanged"
    PROPOSED = "proposed"
    """It is curated here and differs: what the file says became a draft."""
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one entry.

    Attributes:
        code: its code, or where it stands in the file.
        outcome: what was done.
        reason: why it was skipped.
        remarks: what was repaired, kept raw or doubtful.
    """

    code: str
    outcome: Outcome
    reason: str = ""
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file.

    Attributes:
        name: as the operator named it.
        refused: why nothing of it was imported; empty = it was.
        already: it was imported before, whole, and has not changed since.
        lines: what became of each entry.
        remarks: what holds for the file as a whole.
    """

    name: str
    refused: str = ""
    already: bool = False
    lines: tuple[Line, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def counts(self) -> Counter[Outcome]:
        """How many entries had which outcome."""
        return Counter(line.outcome for line in self.lines)

    def to_json(self) -> dict[str, Any]:
        """Give plain JSON types; what is unchanged and without a remark is only counted."""
        return {
            "file": self.name,
            "refused": self.refused or None,
            "already_imported": self.already,
            **{outcome.value: self.counts[outcome] for outcome in Outcome},
            "remarks": list(self.remarks),
            "entries": [
                {
                    "code": line.code,
                    "outcome": line.outcome.value,
                    "reason": line.reason or None,
                    "remarks": list(line.remarks),
                }
                for line in self.lines
                if line.remarks or line.reason or line.outcome is not Outcome.UNCHANGED
            ],
        }

    def told(self) -> Iterator[str]:
        """Tell it in lines of text."""
        if self.refused:
            yield f"{self.name}: REFUSED, nothing of it was imported: {self.refused}"
            return
        if self.already:
            yield f"{self.name}: imported before, nothing to do"
            return
        counts = self.counts
        told = ", ".join(f"{counts[outcome]} {outcome}" for outcome in Outcome if counts[outcome])
        yield f"{self.name}: {told or 'nothing in it'}"
        yield from (f"  {remark}" for remark in self.remarks)
        for line in self.lines:
            if line.outcome is Outcome.SKIPPED:
                yield f"  skipped {line.code}: {line.reason}"
        yield from self._remarks()

    def _remarks(self) -> Iterator[str]:
        """Tell the remarks, those of one kind together."""
        codes: dict[str, list[str]] = {}
        for line in self.lines:
            for remark in line.remarks:
                codes.setdefault(remark.partition(":")[0], []).append(line.code)
        for kind, named in codes.items():
            named = list(dict.fromkeys(named))
            more = f" and {len(named) - _NAMED} more" if len(named) > _NAMED else ""
            yield f"  {kind}: {', '.join(named[:_NAMED])}{more}"


def skipped_line(skipped: Skipped) -> Line:
    """Give the line of something that was left out."""
    return Line(skipped.what, Outcome.SKIPPED, skipped.reason)


def totals(reports: list[FileReport]) -> dict[str, int]:
    """Add up the outcomes of all files."""
    counts: Counter[Outcome] = sum((report.counts for report in reports), Counter())
    return {outcome.value: counts[outcome] for outcome in Outcome}
