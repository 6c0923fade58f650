"""Step 5, compose: stored facts become a reply. Nothing is written that is not on record."""

from knowledge_base.retrieval.compose.about import About, asks_several
from knowledge_base.retrieval.compose.composer import Composer

__all__ = ["About", "Composer", "asks_several"]
