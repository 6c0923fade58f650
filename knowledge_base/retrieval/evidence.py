"""What speaks for an entry: the features that ranking weighs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from knowledge_base.retrieval.naming import NOT_NAMED, Named
from knowledge_base.retrieval.records import Entry, EntryKind, Origin
from knowledge_base.retrieval.surfaces import Surface, SurfaceKind
from knowledge_base.retrieval.text import folded_words, words

if TYPE_CHECKING:
    from knowledge_base.retrieval.overlaps import Overlap

Words = tuple[str, ...]

SAME = 0.9
"""Overlap from which query and surface say the same."""

MODIFIERS: frozenset[Words] = frozenset(
    tuple(folded_words(m))
    for m in (
        "lại", "đổi", "cấp đổi", "thu hồi", "xóa", "hủy", "gia hạn", "chấm dứt", "tạm ngừng",
        "bổ sung", "điều chỉnh", "sửa đổi", "thay đổi", "cải chính", "nước ngoài", "lưu động",
        "liên thông", "kết hợp", "khôi phục", "chuyển đổi", "giải thể", "biên giới", "sáp nhập",
        "bãi bỏ", "đình chỉ", "tạm thời", "dưới 14 tuổi", "phục hồi", "rút", "chuyển nhượng",
        "ghi vào sổ", "trích lục", "bản sao", "giám sát", "thay thế", "tạm vắng", "lưu trú",
        "đính chính", "hiệu đính", "miễn nhiệm", "trình báo", "chuyển quyền", "tạm dừng",
    )
)  # fmt: skip
"""Words that make a sibling procedure of a plain one: meant only when said."""

FEATURES = (
    "matched", "covered", "filled", "same", "bm25", "cosine", "body", "commune", "province_only",
    "ministry_only", "curated", "not_procedure", "asked_by_example", "extra_modifiers",
    "missing_modifiers", "implied_met", "implied_unmet",
    "untold_modifiers", "named", "named_late",
)  # fmt: skip
"""What speaks for an entry, for a question on its own."""

FOLLOWING_FEATURES = (
    "is_context", "context", "with_context_matched", "with_context_covered", "with_context_filled",
    "with_context_bm25", "with_context_cosine", "with_context_extra_modifiers",
    "with_context_missing_modifiers", "sibling_called_for", "context_left", "unlike_context",
    "asks_on", "off_record", "stays_asking_on", "near_by_sibling", "near_by_elsewhere",
    "near_by_correction", "far_by_elsewhere", "far_by_correction", "stays_unnamed", "earlier",
    "earlier_by_elsewhere", "stays_rejected",
)  # fmt: skip
"""What more speaks for an entry when something was talked about before."""

IMPLIED: dict[Words, frozenset[Words]] = {
    tuple(words(said)): frozenset(tuple(folded_words(m)) for m in meant)
    for sayings, meant in (
        (
            (
                "mất", "lạc", "thất lạc", "rơi", "rớt", "cháy", "đánh rơi", "tìm không thấy",
                "tìm hoài", "không thấy", "bị cướp", "trộm", "lũ cuốn", "lụt cuốn", "trôi",
            ),
            ("lại", "trình báo", "khôi phục"),
        ),
        (
            ("rách", "hỏng", "hư", "mờ", "nát", "phai", "gãy", "nhòe", "tróc", "cũ quá", "ướt"),
            ("lại", "đổi", "cấp đổi"),
        ),
        (
            (
                "hết hạn", "quá hạn", "sắp hết", "gần hết", "kéo dài", "thêm hạn", "tới hạn",
                "đến hạn", "hết thời hạn",
            ),
            ("gia hạn", "đổi", "lại"),
        ),
        (
            (
                "nghỉ hẳn", "đóng cửa", "dẹp", "không làm nữa", "nghỉ bán", "nghỉ luôn", "đóng hẳn",
                "thôi không", "giải tán", "nghỉ nghề", "trả lại", "đóng luôn", "nghỉ nuôi",
            ),
            ("chấm dứt", "giải thể", "xóa", "hủy", "thu hồi", "miễn nhiệm"),
        ),
        (
            ("nghỉ một thời gian", "tạm nghỉ", "nghỉ tạm", "nghỉ tết", "nghỉ vài tháng"),
            ("tạm ngừng", "đình chỉ"),
        ),
        (
            ("sai", "nhầm", "ghi sai", "gõ sai", "in sai", "đính chính", "chữa", "sửa"),
            (
                "cải chính", "đính chính", "điều chỉnh", "sửa đổi", "thay đổi", "hiệu đính", "đổi",
                "bổ sung",
            ),
        ),
        (
            (
                "quốc tịch", "người mỹ", "người hàn", "người nhật", "người úc", "đài loan",
                "trung quốc", "hàn quốc", "nhật bản", "việt kiều", "người tây", "ngoại quốc",
                "bên mỹ", "công dân úc", "công dân mỹ", "ở mỹ", "người pháp", "người đức",
                "nước ngoài", "campuchia", "người lào", "bên nhật", "bên hàn", "bên úc",
            ),
            ("nước ngoài",),
        ),
        (("thêm", "thêm người", "thêm ngành"), ("bổ sung", "thay đổi", "điều chỉnh")),
        (("hủy bỏ", "bỏ", "rút lại", "thôi"), ("hủy", "rút", "chấm dứt", "bãi bỏ", "xóa")),
        (
            ("bán", "sang nhượng", "sang tên", "cho con", "tặng", "chuyển cho", "mua lại"),
            ("chuyển nhượng", "thay đổi", "chuyển quyền"),
        ),
        (
            ("đổi tên", "đổi địa chỉ", "chuyển chỗ", "chuyển địa điểm", "dời", "chuyển trụ sở"),
            ("thay đổi", "đổi", "lại", "điều chỉnh"),
        ),
    )
    for said in sayings
}  # fmt: skip
"""What people say of their case, accents included, and the modifiers it may call for.

Any of the modifiers meets it.
"""


_AGAIN = ("lai",)
_NOT_AGAIN = frozenset("di chay qua voi bang phep nguoi hoc tay day hach".split())
"""Folded words after which "lai" repeats nothing: "đi lại", "với lại", "bằng lái"."""


def modifiers_in(tokens: Sequence[str]) -> frozenset[Words]:
    """Give the modifiers among folded words."""
    return frozenset(
        tuple(tokens[start : start + length])
        for length in (1, 2, 3)
        for start in range(len(tokens) - length + 1)
        if tuple(tokens[start : start + length]) in MODIFIERS
        and not (
            tuple(tokens[start : start + length]) == _AGAIN and _repeats_nothing(tokens, start)
        )
    )


def _repeats_nothing(tokens: Sequence[str], start: int) -> bool:
    return start > 0 and tokens[start - 1] in _NOT_AGAIN


_TAKEN = frozenset("bao mấy nhiêu tiền phí công thời thì ngày tuần tháng nửa cả lòng".split())
_NOT = frozenset({"không", "chưa", "chẳng", "hổng", "chả"})


def implied_in(tokens: Sequence[str]) -> tuple[frozenset[Words], ...]:
    """Give the modifiers that words with accents call for, one set for each thing said.

    What is denied ("không phải mất") calls for nothing.
    """
    return tuple(dict.fromkeys(IMPLIED[said] for said in happened_in(tokens)))


def happened_in(tokens: Sequence[str]) -> tuple[Words, ...]:
    """Give what words with accents say of a case ("mất", "hết hạn"), as ``IMPLIED`` has it."""
    return tuple(
        said
        for length in (1, 2, 3)
        for start in range(len(tokens) - length + 1)
        if (said := tuple(tokens[start : start + length])) in IMPLIED
        and not _NOT & set(tokens[max(0, start - 2) : start])
        and not _costs(tokens, start)
    )


def _costs(tokens: Sequence[str], start: int) -> bool:
    """Tell whether "mất" says what something takes: "mất 400 ngàn", "mất bao lâu"."""
    following = tokens[start + 1] if start + 1 < len(tokens) else ""
    return tokens[start] == "mất" and (following.isdigit() or following in _TAKEN)


@dataclass(frozen=True)
class Weighed:
    """Folded words with what comparing them needs, worked out once.

    Attributes:
        words: the words, in order.
        idf: how telling each is.
        factor: how much a comparison with them counts, 0 to 1.
    """

    words: Words
    idf: dict[str, float]
    factor: float = 1.0

    @classmethod
    def of(cls, words: Words, idf: Callable[[str], float], factor: float = 1.0) -> Weighed:
        """Weigh words."""
        return cls(words, {w: idf(w) for w in words}, factor)

    @cached_property
    def total(self) -> float:
        """Sum of the idf of the different words."""
        return sum(self.idf.values())

    @cached_property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """Neighbouring words."""
        return frozenset(pairwise(self.words))

    @cached_property
    def modifiers(self) -> frozenset[Words]:
        """Modifiers among the words."""
        return modifiers_in(self.words)


@dataclass(frozen=True)
class Said:
    """The modifiers of a message.

    Attributes:
        named: those it names, in any reading.
        implied: those that what it says calls for, one set for each thing said.
    """

    named: frozenset[Words]
    implied: tuple[frozenset[Words], ...]

    @classmethod
    def of(cls, readings: Iterable[Weighed], written: Sequence[str]) -> Said:
        """Read them off the readings and the words with accents."""
        named = frozenset[Words]().union(*(r.modifiers for r in readings))
        return cls(named, implied_in(written))

    @cached_property
    def meant(self) -> frozenset[Words]:
        """Every modifier that is called for."""
        return frozenset[Words]().union(*self.implied)


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found of one entry.

    Attributes:
        best: the overlap with its best surface; None if it was found otherwise.
        bm25: BM25 of its best surface, as a share of the best of all entries, 0 to 1.
        body: BM25 of its body, as a share of the best of all entries, 0 to 1.
        named: how its name stands in the message.
    """

    best: Overlap | None
    bm25: float
    body: float
    named: Named = NOT_NAMED


def features(  # noqa: PLR0913 - all that is known of one candidate
    entry: Entry,
    surfaces: Sequence[Surface],
    found: Found,
    offered: Weighed,
    title: Weighed,
    asked: Weighed,
    said: Said,
) -> list[float]:
    """Give the features of one entry for one query, in the order of ``FEATURES``.

    They are those of the words; the cosine, 0 here, is put in by whoever asked the encoder.

    Args:
        entry: the entry.
        surfaces: all surfaces.
        found: what the search found of it.
        offered: its best surface, or its title.
        title: its title.
        asked: the reading that fits it best.
        said: the modifiers of the message.
    """
    best = found.best
    matched = best.matched if best else 0.0
    commune = "Cấp xã" in entry.levels
    province = "Cấp tỉnh" in entry.levels
    met = sum(1 for meant in said.implied if meant & offered.modifiers)
    by_example = best is not None and surfaces[best.surface].kind is SurfaceKind.QUESTION
    return [
        matched,
        best.covered if best else 0.0,
        best.filled if best else 0.0,
        float(matched >= SAME),
        found.bm25,
        0.0,
        found.body,
        float(commune),
        float(province and not commune),
        float(bool(entry.levels) and not commune and not province),
        float(entry.origin is Origin.CURATED),
        float(entry.kind is not EntryKind.PROCEDURE),
        float(by_example),
        float(min(len(offered.modifiers - asked.modifiers - said.meant), 2)),
        float(min(len(asked.modifiers - offered.modifiers), 2)),
        float(min(met, 2)),
        float(min(len(said.implied) - met, 2)),
        float(min(len(title.modifiers - said.named - said.meant), 2)),
        found.named.weight,
        found.named.weight * found.named.late,
    ]
