"""Step 2, screen: what must be recognised before anything is searched."""

from __future__ import annotations

import re
from collections.abc import Sequence

from contract.outcomes import Outcome
from knowledge_base.retrieval.state import Screened
from knowledge_base.retrieval.text import PhraseTable, fold

_EMERGENCY = (
    "có cháy",
    "đang cháy",
    "cháy nhà",
    "cháy chợ",
    "bị cháy nhà",
    "cứu hỏa",
    "cấp cứu",
    "gọi xe cứu thương",
    "đang bị đánh",
    "bị đâm",
    "bị cướp",
    "đang bị cướp",
    "có người bị thương",
    "cứu tôi",
    "cứu với",
    "đuối nước",
    "sập nhà",
)
_SAFETY = (
    "chồng tôi đánh",
    "chồng đánh",
    "bị chồng đánh",
    "vợ tôi đánh",
    "bạo lực gia đình",
    "bạo hành",
    "đánh đập tôi",
    "muốn chết",
    "muốn tự tử",
    "tự tử",
    "không muốn sống",
)
_INJECTION = (
    "bỏ qua hướng dẫn",
    "bỏ qua mọi hướng dẫn",
    "bỏ qua các hướng dẫn",
    "quên hướng dẫn",
    "ignore previous",
    "ignore all previous",
    "ignore the above",
    "system prompt",
    "in ra mật khẩu",
    "cho xem mật khẩu",
    "đóng vai",
    "giả làm",
    "developer mode",
    "jailbreak",
)
_PERSONAL_NUMBER = re.compile(r"^\W*\d(?:[\s.-]?\d){8,18}\W*$")

_TABLE = PhraseTable(
    dict.fromkeys(_EMERGENCY, "emergency")
    | dict.fromkeys(_SAFETY, "safety_advice")
    | dict.fromkeys(_INJECTION, "refused")
)
_ENDINGS = {
    "emergency": Screened(Outcome.EMERGENCY, "emergency"),
    "safety_advice": Screened(Outcome.SAFETY_ADVICE, "safety_violence"),
    "refused": Screened(Outcome.REFUSED, "refused"),
}
_FIRST = ("emergency", "safety_advice", "refused")


def screen_text(text: str, written: Sequence[str]) -> Screened | None:
    """Find what is not a question about a procedure.

    Args:
        text: the message, composed.
        written: its words, accents as typed or restored.

    Returns:
        How the turn ends; None = go on.
    """
    if _PERSONAL_NUMBER.match(text):
        return Screened(Outcome.SAFETY_ADVICE, "personal_number")
    found = {meaning for _, _, meaning in _TABLE.find([fold(w) for w in written])}
    return next((_ENDINGS[name] for name in _FIRST if name in found), None)
