"""Conversations made by rule, to learn from beside the written ones.

Three kinds: asking on about the same procedure, turning to a sibling of it ("bị mất thì sao"), and
turning to something else with a full question.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence

from knowledge_base.evaluation.questions import Question
from knowledge_base.retrieval.evidence import Weighed
from knowledge_base.retrieval.overlaps import Overlaps
from knowledge_base.retrieval.records import Entry, EntryKind
from knowledge_base.retrieval.snapshot import Snapshot
from knowledge_base.retrieval.surfaces import core_title
from knowledge_base.retrieval.text import folded_words

EACH = 160

ASKING_ON = (
    "người nhà đi làm thay được không", "có phải đích thân đi không", "ủy quyền cho con được ko",
    "làm xong có trả kết quả tại nhà không", "có cần bản gốc không", "mang bản photo được không",
    "giấy tờ có phải công chứng không", "ở tỉnh khác thì nộp ở đâu", "thứ bảy có nhận hồ sơ không",
    "nộp thiếu giấy thì sao", "bị trả hồ sơ thì làm gì", "có được miễn giảm gì không",
    "hộ nghèo có phải đóng tiền không", "kết quả có hạn bao lâu", "có cần chụp ảnh không",
    "nếu quá hạn thì có bị phạt không", "có cần khám sức khỏe không", "khi nào lấy được kết quả",
    "làm gấp được không", "có cần người làm chứng không", "chữ ký số có bắt buộc không",
    "thanh toán bằng cách nào", "tôi đang ở nước ngoài nộp được không", "mấy bộ hồ sơ vậy",
    "có kết quả thì có báo không", "vợ chồng phải đi cả hai không", "trẻ em có phải đi không",
)  # fmt: skip

TURNING = {
    "lại": ("bị mất thì sao", "lỡ làm mất rồi xin lại thế nào", "rách nát hết rồi", "mất bản gốc"),
    "đổi": ("sắp hết hạn phải đổi thì sao", "muốn đổi cái mới", "bị sai thông tin thì đổi ở đâu"),
    "gia hạn": ("sắp hết hạn", "gia hạn thế nào", "muốn kéo dài thêm", "hết hạn rồi thì sao"),
    "thu hồi": ("bị thu hồi thì sao", "muốn trả lại"),
    "chấm dứt": ("giờ không làm nữa", "nghỉ hẳn luôn thì sao", "đóng cửa thì làm gì"),
    "tạm ngừng": ("tạm nghỉ một thời gian", "nghỉ tạm vài tháng thì sao"),
    "nước ngoài": ("có yếu tố nước ngoài thì sao", "vợ tôi là người Hàn"),
    "điều chỉnh": ("muốn điều chỉnh nội dung", "có thay đổi so với giấy cũ"),
    "sửa đổi": ("muốn sửa nội dung", "cần sửa đổi thì sao"),
    "thay đổi": ("thay đổi thông tin thì sao", "đổi địa chỉ thì làm gì"),
    "xóa": ("giờ muốn xóa đi thì sao", "xóa thì làm ở đâu"),
    "hủy": ("muốn hủy thì sao", "giờ hai bên muốn hủy"),
    "bổ sung": ("muốn bổ sung thêm", "cần bổ sung thì làm gì"),
}  # fmt: skip


def made_conversations(snapshot: Snapshot, alone: Sequence[Question]) -> Iterator[Question]:
    """Make conversations from what is on record and from questions that stand alone."""
    dice = random.Random(7)
    yield from _asking_on(dice, alone)
    yield from _turning_to_sibling(dice, snapshot)
    yield from _turning_elsewhere(dice, alone)


def _asking_on(dice: random.Random, alone: Sequence[Question]) -> Iterator[Question]:
    for number, question in enumerate(dice.sample(list(alone), EACH)):
        turns = (question.turns[-1], dice.choice(ASKING_ON))
        yield Question(f"on-{number}", turns, question.relevant)


def _turning_elsewhere(dice: random.Random, alone: Sequence[Question]) -> Iterator[Question]:
    for number in range(EACH):
        first, second = dice.sample(list(alone), 2)
        if not first.relevant & second.relevant:
            turns = (first.turns[-1], second.turns[-1])
            yield Question(f"else-{number}", turns, second.relevant)


def _turning_to_sibling(dice: random.Random, snapshot: Snapshot) -> Iterator[Question]:
    pairs = list(_siblings(snapshot))
    for number, (plain, modifier, sibling) in enumerate(dice.sample(pairs, min(EACH, len(pairs)))):
        turns = (_said(plain), dice.choice(TURNING[modifier]))
        yield Question(f"turn-{number}", turns, frozenset({sibling.key}))


def _siblings(snapshot: Snapshot) -> Iterator[tuple[Entry, str, Entry]]:
    """Give pairs of a procedure and the same one with a modifier more."""
    by_field: dict[str, list[int]] = defaultdict(list)
    for position, entry in enumerate(snapshot.entries):
        if entry.kind is EntryKind.PROCEDURE:
            by_field[entry.field].append(position)
    for positions in by_field.values():
        for plain in positions:
            yield from _siblings_of(snapshot, plain, positions)


def _siblings_of(
    snapshot: Snapshot, plain: int, positions: Sequence[int]
) -> Iterator[tuple[Entry, str, Entry]]:
    title = snapshot.title_of(plain)
    for modifier in TURNING:
        said = tuple(folded_words(modifier))
        if said in title.modifiers or len(title.words) < 3:
            continue
        bare = Weighed.of(tuple(title.words), snapshot.lexical.idf)
        alike = Overlaps(snapshot.lexical, [bare]).matched
        near = [
            (float(alike[snapshot.surfaces_of_entry(other).start]), other)
            for other in positions
            if other != plain and said in snapshot.title_of(other).modifiers
        ]
        if near and max(near)[0] >= 0.8:
            yield snapshot.entries[plain], modifier, snapshot.entries[max(near)[1]]


def _said(entry: Entry) -> str:
    name = entry.names[0] if entry.names else core_title(entry.title).lower()
    return " ".join(name.split()[:12])
