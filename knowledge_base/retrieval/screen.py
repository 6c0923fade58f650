"""Step 2, screen: what must be recognised before anything is searched.

Phrases are compared with their accents: without them "cháy xe" (a car on fire) is "chạy xe" (to
drive), and a fire permit would set off the fire alarm. A message typed without any accent is
compared by the few phrases that mean only one thing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from contract.outcomes import Outcome
from knowledge_base.retrieval.state import Screened
from knowledge_base.retrieval.text import PhraseTable, fold, has_accents

_ENDINGS = {
    "fire": Screened(Outcome.EMERGENCY, "emergency_fire"),
    "medical": Screened(Outcome.EMERGENCY, "emergency_medical"),
    "police": Screened(Outcome.EMERGENCY, "emergency_police"),
    "violence": Screened(Outcome.SAFETY_ADVICE, "safety_violence"),
    "self_harm": Screened(Outcome.SAFETY_ADVICE, "safety_advice"),
    "injection": Screened(Outcome.REFUSED, "refused"),
}
"""How each kind ends; the first one found in a message counts."""

_PHRASES = {
    "fire": """có cháy / đang cháy / cháy nhà / nhà cháy / cháy chợ / cháy rồi / cháy lớn /
        gọi cứu hỏa / sập nhà / bị đuối nước / đang đuối nước / mắc kẹt trong""",
    "medical": """gọi cấp cứu / cần cấp cứu / cấp cứu với / gọi xe cứu thương / bị ngất /
        có người bị thương / ngất xỉu / ngừng thở / bị đột quỵ""",
    "police": """đang bị đánh / bị đâm / bị cướp / đang bị đe dọa / cứu tôi / cứu với /
        cứu em với""",
    "violence": """chồng tôi đánh / chồng em đánh / chồng đánh / bị chồng đánh / vợ tôi đánh /
        bị bạo lực gia đình / bị bạo hành / đánh đập tôi / bố đánh / cha đánh / mẹ đánh""",
    "self_harm": "muốn chết / muốn tự tử / không muốn sống / định tự tử / muốn tự sát",
    "injection": """bỏ qua hướng dẫn / bỏ qua mọi hướng dẫn / bỏ qua các hướng dẫn /
        quên hướng dẫn / ignore previous / ignore all previous / ignore the above /
        system prompt / in ra mật khẩu / cho xem mật khẩu / developer mode / jailbreak""",
}
_BARE_PHRASES = {
    "fire": "co chay o / dang chay nha / chay nha roi / chay cho / goi cuu hoa",
    "medical": "goi cap cuu / can cap cuu / goi xe cuu thuong / co nguoi bi thuong",
    "police": "dang bi danh / bi cuop / cuu toi voi / cuu em voi",
    "violence": "chong toi danh / chong em danh / bi chong danh",
    "self_harm": "muon tu tu / khong muon song nua",
    "injection": _PHRASES["injection"],
}
_PERSONAL_NUMBER = re.compile(r"^\W*\d(?:[\s.-]?\d){8,18}\W*$")


def _table(phrases: dict[str, str], *, folded: bool) -> PhraseTable:
    pairs = {
        " ".join(phrase.split()): kind
        for kind, listed in phrases.items()
        for phrase in listed.split("/")
    }
    return PhraseTable(pairs, folded=folded)


_ACCENTED = _table(_PHRASES, folded=False)
_BARE = _table(_BARE_PHRASES, folded=True)


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
    if has_accents(text):
        found = {kind for _, _, kind in _ACCENTED.find([w.lower() for w in written])}
    else:
        found = {kind for _, _, kind in _BARE.find([fold(w) for w in written])}
    return next((ending for kind, ending in _ENDINGS.items() if kind in found), None)
