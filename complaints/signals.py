"""What others have to follow when words of a complaint are erased."""

from __future__ import annotations

from django.dispatch import Signal

words_erased = Signal()
"""Sent within the transaction that erases, with ``conversation``, its opaque key, and ``draft``:
True where only what was not sent yet is erased.

Whoever keeps replies that read those words back erases them in it.
"""
