"""Vietnamese text as people type it: cleaning, folding of accents, teencode. Knows no Rasa."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_KEPT_CONTROLS = frozenset("\n\t")
_INVISIBLE = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})
"""Controls, format (zero-width, direction, tags), private use, surrogates, unassigned."""

TEENCODE: dict[str, str] = {
    "k": "không",
    "ko": "không",
    "kh": "không",
    "hok": "không",
    "hem": "không",
    "hông": "không",
    "khong": "không",
    "kg": "không",
    "dc": "được",
    "đc": "được",
    "đk": "được",
    "dk": "được",
    "j": "gì",
    "gi": "gì",
    "zì": "gì",
    "ntn": "như thế nào",
    "nhtn": "như thế nào",
    "lm": "làm",
    "lsao": "làm sao",
    "bn": "bao nhiêu",
    "bnh": "bao nhiêu",
    "nhiu": "nhiêu",
    "bt": "biết",
    "bik": "biết",
    "bít": "biết",
    "r": "rồi",
    "rùi": "rồi",
    "z": "vậy",
    "v": "vậy",
    "zậy": "vậy",
    "vs": "với",
    "ms": "mới",
    "m": "mình",
    "mik": "mình",
    "mk": "mình",
    "mn": "mọi người",
    "ng": "người",
    "ngta": "người ta",
    "nv": "nhân viên",
    "cb": "cán bộ",
    "hs": "hồ sơ",
    "tt": "thủ tục",
    "tthc": "thủ tục hành chính",
    "onl": "online",
    "oke": "ok",
    "okie": "ok",
    "oki": "ok",
    "okay": "ok",
    "thks": "thanks",
    "tks": "thanks",
    "thank": "thanks",
    "cmon": "cảm ơn",
    "camon": "cảm ơn",
    "thui": "thôi",
    "cccd": "căn cước công dân",
    "cmnd": "chứng minh nhân dân",
    "gks": "giấy khai sinh",
    "đkkh": "đăng ký kết hôn",
    "dkkh": "đăng ký kết hôn",
    "đkks": "đăng ký khai sinh",
    "dkks": "đăng ký khai sinh",
    "đkkd": "đăng ký kinh doanh",
    "dkkd": "đăng ký kinh doanh",
    "hkd": "hộ kinh doanh",
    "gpxd": "giấy phép xây dựng",
    "gplx": "giấy phép lái xe",
    "gcn": "giấy chứng nhận",
    "qsdđ": "quyền sử dụng đất",
    "qsdd": "quyền sử dụng đất",
    "bhxh": "bảo hiểm xã hội",
    "bhyt": "bảo hiểm y tế",
    "hđ": "hợp đồng",
    "dvc": "dịch vụ công",
    "dvctt": "dịch vụ công trực tuyến",
    "ubnd": "ủy ban nhân dân",
    "pakn": "phản ánh kiến nghị",
}
"""Short form → what it stands for. Only what is written as a word of its own."""

_WORD = re.compile(r"\w+")


def clean(text: str) -> str:
    """Compose accents (NFC) and drop what can't be seen, keeping line breaks and tabs.

    Words are kept as written: what a citizen tells in a complaint passes through here.
    """
    composed = unicodedata.normalize("NFC", text)
    return "".join(
        c for c in composed if c in _KEPT_CONTROLS or unicodedata.category(c) not in _INVISIBLE
    ).strip()


def fold(text: str) -> str:
    """Take the accents off and lower the case: ``Đăng ký`` becomes ``dang ky``."""
    parts = unicodedata.normalize("NFD", text.lower())
    bare = "".join(c for c in parts if unicodedata.category(c) != "Mn")
    return bare.replace("đ", "d")


def expand(word: str) -> str:
    """Write a lower-case short form out; any other word comes back as it is."""
    return TEENCODE.get(word, word)


@lru_cache(maxsize=20_000)
def shape(word: str) -> str:
    """Give a folded word in the form that features are counted on.

    Numbers become their kind, so that a choice (``2``), a year, a phone number and an identity
    number differ although none of them is remembered.
    """
    if not word.isdigit():
        return fold(expand(word))
    if len(word) <= 2:
        return "sonho"
    if len(word) == 4 and word[:2] in {"19", "20"}:
        return "sonam"
    if len(word) in {9, 12}:
        return "sodinhdanh"
    if len(word) in {10, 11} and word.startswith("0"):
        return "sodienthoai"
    return "solon"


def words(text: str) -> list[tuple[str, int]]:
    """Split into lower-case words with their start in ``text``; punctuation is dropped."""
    return [(m.group().lower(), m.start()) for m in _WORD.finditer(text)]
