"""Vietnamese in old one-byte fonts (TCVN3, VNI) and old code pages becomes Unicode.

A file of an office may hold them cell by cell: a column was pasted from a document typed in
.VnTime. Whether a text is one of them is decided by trying: Vietnamese syllables have a narrow
form, and the reading that gives more of them is the right one.
"""

from __future__ import annotations

import re
import unicodedata

_LOWER = (
    "à á ả ã ạ ă ằ ắ ẳ ẵ ặ â ầ ấ ẩ ẫ ậ đ è é ẻ ẽ ẹ ê ề ế ể ễ ệ ì í ỉ ĩ ị ò ó ỏ õ ọ ô ồ ố ổ ỗ ộ "
    "ơ ờ ớ ở ỡ ợ ù ú ủ ũ ụ ư ừ ứ ử ữ ự ỳ ý ỷ ỹ ỵ"
).split()
# The bytes of TCVN 5712:1993 (VN3) for the letters above, read as Latin-1, in the same order.
_TCVN3_BYTES = bytes.fromhex(
    "b5b8b6b7b9 a8bbbebcbdc6 a9c7cac8c9cb ae ccd0cecfd1 aad2d5d3d4d6 d7ddd8dcde dfe3e1e2e4"
    " abe5e8e6e7e9 aceaedebecee eff3f1f2f4 adf5f8f6f7f9 fafdfbfcfe"
)
_TCVN3 = dict(zip(_TCVN3_BYTES.decode("latin-1"), _LOWER, strict=True)) | dict(
    zip("¡¢£¤¥¦§", "ĂÂÊÔƠƯĐ", strict=True)
)
_VNI_MARKS = {
    "ø": "\u0300", "ù": "\u0301", "û": "\u0309", "õ": "\u0303", "ï": "\u0323",
    "ê": "\u0306", "è": "\u0306\u0300", "é": "\u0306\u0301", "ú": "\u0306\u0309",
    "ü": "\u0306\u0303", "ë": "\u0306\u0323", "â": "\u0302", "à": "\u0302\u0300",
    "á": "\u0302\u0301", "å": "\u0302\u0309", "ã": "\u0302\u0303", "ä": "\u0302\u0323",
}  # fmt: skip
_VNI_ALONE = {"ñ": "đ", "ö": "ư", "ô": "ơ", "æ": "ỉ", "î": "ỵ", "ò": "ị", "ó": "ĩ"}
_VNI_VOWELS = "aeiouyôö"

# Letters that only Unicode Vietnamese has: a text with one of them is what it seems.
_UNICODE = re.compile("[ăđơưĂĐƠƯ\u0129\u0169\u1ea0-\u1ef9]")
_HIGH = re.compile("[\u0080-\u00ff]")
_WORD = re.compile(r"[^\s0-9!-/:-@\[-`{-~“”‘’–…]+")
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnpqrstvx])?"
    r"(?:oai|oay|oeo|uây|uôi|uyê|uya|uyu|iêu|yêu|ươi|ươu|oao|uao|ai|ao|au|ay|âu|ây|eo|êu|ia|iê|iu|"
    r"oa|oă|oe|oi|oo|ôi|ơi|ua|uâ|uă|uê|ui|uo|uô|uơ|uy|ưa|ưi|ươ|ưu|yê|ya|[aăâeêioôơuưy])"
    r"(?:ch|ng|nh|[cmnpt])?"
)
_TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
_ENOUGH = 0.7  # share of words that must be Vietnamese syllables for a conversion to count


def to_unicode(text: str) -> tuple[str, str]:
    """Give a text in Unicode (NFC).

    Returns:
        The text, and what had to be done: empty, ``TCVN3``, ``VNI``, or ``unreadable`` where the
        text is none of them and was left as it is.
    """
    text = unicodedata.normalize("NFC", text)
    if "\ufffd" in text:
        return text, "unreadable"
    if _UNICODE.search(text) or not _HIGH.search(text):
        return text, ""
    as_is = _share(text)
    readings = {"TCVN3": from_tcvn3(text), "VNI": from_vni(text)}
    best = max(readings, key=lambda name: _share(readings[name]))
    share = _share(readings[best])
    if share > as_is and share >= _ENOUGH:
        return readings[best], best
    odd = any(unicodedata.category(c) in ("So", "Sk", "Cc", "Cf") for c in _HIGH.findall(text))
    return text, "unreadable" if odd and as_is < _ENOUGH else ""


def from_tcvn3(text: str) -> str:
    """Read Latin-1 letters as TCVN3 (ABC, .VnTime)."""
    return "".join(_TCVN3.get(c, c) for c in text)


def from_vni(text: str) -> str:
    """Read Latin-1 letters as VNI-Windows: a vowel, then a letter that stands for its marks."""
    out: list[str] = []
    for char in text:
        low = char.lower()
        before = out[-1][-1:].lower() if out else ""
        if low in _VNI_MARKS and before and before in _VNI_VOWELS + "ơư":
            out.append(_VNI_MARKS[low])
        elif low in _VNI_ALONE:
            alone = _VNI_ALONE[low]
            out.append(alone.upper() if char != low else alone)
        else:
            out.append(char)
    return unicodedata.normalize("NFC", "".join(out))


def decode(data: bytes) -> tuple[str, str]:
    """Decode a text file that may be of any age.

    Returns:
        The text and the name of the encoding that was taken.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace"), "utf-16"
    try:
        return data.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        pass
    readings = {name: data.decode(name, errors="replace") for name in ("latin-1", "cp1258")}
    old = unicodedata.normalize("NFC", readings["cp1258"])
    lines = readings["latin-1"].splitlines()
    fonts = "\n".join(to_unicode(line)[0] for line in lines)
    if _share(old) > _share(fonts):
        return old, "windows-1258"
    return readings["latin-1"], "latin-1"


def _share(text: str) -> float:
    """Give the share of words that are Vietnamese syllables, 0..1."""
    found = _WORD.findall(text)
    return sum(map(_is_syllable, found)) / len(found) if found else 0.0


def _is_syllable(word: str) -> bool:
    bare, tones = [], 0
    for char in unicodedata.normalize("NFD", word.lower()):
        if char in _TONES:
            tones += 1
        else:
            bare.append(char)
    return tones <= 1 and bool(_SYLLABLE.fullmatch(unicodedata.normalize("NFC", "".join(bare))))
