"""Step 2, screen: what must be recognised before anything is searched."""

from __future__ import annotations

import re
from collections.abc import Sequence

from contract.outcomes import Outcome
from knowledge_base.retrieval.state import Screened
from knowledge_base.retrieval.text import PhraseTable, fold

_FIRE = (
    "có cháy",
    "đang cháy",
    "cháy nhà",
    "cháy chợ",
    "cháy xe",
    "cháy lớn",
    "cứu hỏa",
    "chữa cháy",
    "sập nhà",
    "đuối nước",
    "mắc kẹt",
)
_MEDICAL = (
    "cấp cứu",
    "gọi xe cứu thương",
    "có người bị thương",
    "bị thương nặng",
    "ngất xỉu",
    "ngừng thở",
    "đột quỵ",
)
_POLICE = (
    "đang bị đánh",
    "bị đâm",
    "bị cướp",
    "đang bị cướp",
    "đang bị đe dọa",
    "cứu tôi",
    "cứu với",
)
_VIOLENCE = (
    "chồng tôi đánh",
    "chồng đánh",
    "bị chồng đánh",
    "vợ tôi đánh",
    "bị bạo lực gia đình",
    "bạo hành",
    "đánh đập tôi",
    "bố đánh",
    "cha đánh",
    "mẹ đánh",
    "bị đánh ở nhà",
)
_SELF_HARM = ("muốn chết", "muốn tự tử", "tự tử", "không muốn sống", "tự sát")
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

_ENDINGS = {
    "fire": Screened(Outcome.EMERGENCY, "emergency_fire"),
    "medical": Screened(Outcome.EMERGENCY, "emergency_medical"),
    "police": Screened(Outcome.EMERGENCY, "emergency_police"),
    "violence": Screened(Outcome.SAFETY_ADVICE, "safety_violence"),
    "self_harm": Screened(Outcome.SAFETY_ADVICE, "safety_advice"),
    "injection": Screened(Outcome.REFUSED, "refused"),
}
"""How each kind ends; the first one found in a message counts."""

_TABLE = PhraseTable(
    {
        phrase: kind
        for kind, phrases in (
            ("fire", _FIRE),
            ("medical", _MEDICAL),
            ("police", _POLICE),
            ("violence", _VIOLENCE),
            ("self_harm", _SELF_HARM),
            ("injection", _INJECTION),
        )
        for phrase in phrases
    }
)


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
    return next((ending for kind, ending in _ENDINGS.items() if kind in found), None)
