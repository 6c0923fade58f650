"""How the public pages look to one person: text size, background, contrast, language of labels.

Chosen on ``/tro-ly/`` and kept in a cookie, so that it works without JavaScript. The cookie holds
four words from closed lists; anything else in it counts as not chosen.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse

from connectors.widget import build

COOKIE = "tro_ly_hien_thi"
_SEPARATOR = "."
_KEPT_SECONDS = 365 * 24 * 3600

SIZES = ("100", "125", "150", "200")
"""Text sizes in per cent."""
THEMES = ("auto", "light", "dark")
CONTRASTS = ("auto", "more")
LANGUAGES = ("vi", "en")
_LISTS = (SIZES, THEMES, CONTRASTS, LANGUAGES)


@dataclass(frozen=True, slots=True)
class Display:
    """What somebody chose; the first of each list is the default."""

    size: str = SIZES[0]
    theme: str = THEMES[0]
    contrast: str = CONTRASTS[0]
    lang: str = LANGUAGES[0]

    @classmethod
    def of(cls, words: list[str]) -> Display:
        """Read the words of a cookie or a form, in order."""
        padded = [*words, "", "", "", ""][: len(_LISTS)]
        return cls(
            *(
                word if word in known else known[0]
                for word, known in zip(padded, _LISTS, strict=True)
            )
        )

    @classmethod
    def from_form(cls, form: Mapping[str, Any]) -> Display:
        """Read the form of the plain page."""
        return cls.of([str(form.get(name, "")) for name in cls.__slots__])

    @property
    def labels(self) -> dict[str, str]:
        """Labels in the chosen language: those of the widget, and those of the pages."""
        return _labels()[self.lang]


@cache
def _labels() -> dict[str, dict[str, str]]:
    text = (Path(__file__).parent / "labels.json").read_text(encoding="utf-8")
    own: dict[str, dict[str, str]] = json.loads(text)
    return {lang: {**build.labels()[lang], **own[lang]} for lang in LANGUAGES}


def display_of(request: HttpRequest) -> Display:
    """Give what the visitor chose."""
    return Display.of(request.COOKIES.get(COOKIE, "").split(_SEPARATOR))


def keep(request: HttpRequest, response: HttpResponse, display: Display) -> None:
    """Keep a choice in the visitor's browser."""
    response.set_cookie(
        COOKIE,
        _SEPARATOR.join(astuple(display)),
        max_age=_KEPT_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )


def context(request: HttpRequest) -> dict[str, Display]:
    """Give every template the visitor's choice, as ``display``."""
    return {"display": display_of(request)}
