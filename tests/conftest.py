"""Every test writes into a folder of its own, never into the folder of a product that runs."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest

from contract.sentences import Sentences
from tests.support import knowledge

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def django_db_modify_db_settings():
    """Put the test database into a file: threads and processes see it as they see the real one."""
    from django.conf import settings

    folder = tempfile.mkdtemp(prefix="motcua-test-")
    database = settings.DATABASES["default"]
    database["TEST"]["NAME"] = f"{folder}/motcua.db"
    database["OPTIONS"]["init_command"] += " PRAGMA synchronous=OFF;"
    yield
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path_factory):
    folder = tmp_path_factory.mktemp("var")
    settings.VAR = folder
    settings.RELEASES = folder / "releases"


@pytest.fixture
def admin_client(client, admin_user):
    """An administrator who is fully signed in; pytest-django's own gives a password alone."""
    from tests.support.staff import sign_in

    return sign_in(client, admin_user)


@pytest.fixture(scope="session")
def sentences():
    """The sentences as they stand in domain.yml."""
    return Sentences.from_domain(ROOT / "domain.yml")


@pytest.fixture(scope="session")
def teacher():
    """The encoder of passages, loaded once."""
    from knowledge_base.retrieval.encoder import E5Encoder

    return E5Encoder()


@pytest.fixture(scope="session")
def encoder(teacher):
    """The bundled encoder."""
    from knowledge_base.retrieval.encoder import BUNDLED
    from knowledge_base.retrieval.trained_encoder import TrainedEncoder

    return TrainedEncoder(BUNDLED, lambda: teacher)


@pytest.fixture(scope="session")
def vector_cache(tmp_path_factory):
    """Vectors of the hand-made texts, encoded once."""
    from knowledge_base.indexing.vector_cache import VectorCache

    return VectorCache(tmp_path_factory.mktemp("vectors") / "vectors.db")


@pytest.fixture(scope="session")
def snapshot(encoder, vector_cache):
    """The hand-made knowledge base, indexed."""
    from knowledge_base.indexing.build import build_snapshot

    return build_snapshot("2026-11-24.1", knowledge.CONTENT, encoder, vector_cache)


@pytest.fixture(scope="session")
def answerer(snapshot, sentences):
    """Answers from the hand-made knowledge base."""
    from knowledge_base.retrieval.answerer import Answerer

    return Answerer(snapshot, sentences)
