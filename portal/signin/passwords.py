"""A rule for passwords beside Django's."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

_DIFFERENT = 5
_SENTENCE = f"Mật khẩu phải có ít nhất {_DIFFERENT} ký tự khác nhau."


class FewDifferentCharacters:
    """Refuses what is long by repetition alone: "aaaaaaaaaaaa", "abcabcabcabc"."""

    def validate(self, password: str, user: Any = None) -> None:
        """Count different characters.

        Raises:
            ValidationError: there are too few.
        """
        if len(set(password.casefold())) < _DIFFERENT:
            raise ValidationError(_SENTENCE, code="password_few_characters")

    def get_help_text(self) -> str:
        """Say the rule."""
        return _SENTENCE
