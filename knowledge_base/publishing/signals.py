"""What somebody read that no row tells of; whoever wants to know listens."""

from __future__ import annotations

from django.dispatch import Signal

draft_previewed = Signal()
"""A person saw what the assistant would say of a draft; sent with ``user``."""

review_opened = Signal()
"""A person opened what was handed in; sent with ``user`` and ``review``."""
