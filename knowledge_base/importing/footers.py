"""What a page shows around its content and a crawler takes for content."""

from __future__ import annotations

import re

NOTHING = "Không có thông tin"

_FOOTER = re.compile(
    r"(?:Từ khóa\s*(?=Không có thông tin|[^\n]{0,200}Mô tả)"
    r"|-*\s*Chọn cơ quan thực hiện"
    r"|(?:Chọn cơ quan thực hiện)?\s*Tỉnh/ ?Thành phố\s*Bộ ngành"
    r"|-*\s*Chọn (?:Tỉnh/ ?Thành phố|Phường/ ?Xã|Bộ ngành|Cơ sở)"
    r"|Hệ thống chỉ hiển thị những cơ quan)"
)


def without_footer(text: str) -> tuple[str, bool]:
    """Cut a text where the page's footer starts.

    Returns:
        The text, and whether anything was cut.
    """
    found = _FOOTER.search(text)
    return (text[: found.start()].rstrip(" -\n\t"), True) if found else (text, False)


def said(text: str) -> str:
    """Give the text, or nothing if all it says is that there is nothing to say."""
    text = text.strip()
    bare = text.rstrip(" .").lower()
    empty = {"", "không có thông tin", "-", "--", "null", "none"}
    return "" if bare in empty else text
