"""What actions work with, built once, on first use."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from django.conf import settings

from contract.facets import Facet
from contract.sentences import Sentences
from knowledge_base.releases import NoRelease, ReleaseStore
from knowledge_base.retrieval.answerer import Answerer
from knowledge_base.retrieval.encoder import load_encoder
from knowledge_base.retrieval.places import gazetteer
from knowledge_base.serving import ServingRelease


@dataclass(frozen=True, slots=True)
class Services:
    """The collaborators of the actions.

    Attributes:
        sentences: the bot's sentences.
        serving: the release that answers.
    """

    sentences: Sentences
    serving: ServingRelease

    def answerer(self) -> Answerer:
        """Give an answerer over the release that serves now.

        Raises:
            NoRelease: none could be loaded yet.
        """
        return Answerer(self.serving.snapshot(), self.sentences)

    def facets_in(self, words: str) -> tuple[Facet, ...]:
        """Give the aspects that words ask; none while no release could be loaded."""
        try:
            return self.serving.snapshot().normaliser.normalise(words).facets
        except NoRelease:
            return ()


@cache
def services() -> Services:
    """Give the process's services."""
    serving = ServingRelease(
        ReleaseStore(settings.RELEASES), load_encoder(settings.ENVIRONMENT.encoder)
    )
    serving.start()
    gazetteer()  # read now, not in the first citizen's turn
    return Services(Sentences.from_domain(settings.DOMAIN_FILE), serving)
