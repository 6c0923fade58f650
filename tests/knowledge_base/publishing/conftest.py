"""People with roles, texts on their way out, and a desk that publishes them."""

import shutil

import pytest
from django.contrib.auth.models import Group

from knowledge_base.models import Procedure
from knowledge_base.publishing import checking
from knowledge_base.publishing.desk import Desk
from knowledge_base.releases import ReleaseStore
from knowledge_base.rows import content_to_release, load
from tests.support.knowledge import BIRTH, CONTENT, TODAY


@pytest.fixture
def staff(django_user_model):
    """Make a person of one or more roles."""

    def make(name, *roles):
        user = django_user_model.objects.create_user(name, password="mat-khau-dai")
        user.groups.set(Group.objects.filter(name__in=roles))
        assert user.groups.count() == len(roles)
        return user

    return make


@pytest.fixture
def editor(staff):
    return staff("lan", "Biên tập")


@pytest.fixture
def reviewer(staff):
    return staff("minh", "Duyệt")


@pytest.fixture
def birth(db):
    load(CONTENT)
    return Procedure.objects.get(key=BIRTH)


@pytest.fixture
def draft(birth):
    """Save a draft of the birth registration, as somebody types it into the form."""

    def save(user, **fields):
        row = Procedure.objects.get(pk=birth.pk).get_latest_revision_as_object()
        for name, value in fields.items():
            setattr(row, name, value)
        return row.save_revision(user=user)

    return save


@pytest.fixture
def store(settings, vector_cache):
    made = ReleaseStore(settings.RELEASES)
    made.caches.mkdir(parents=True, exist_ok=True)
    if vector_cache._path.exists():
        shutil.copy(vector_cache._path, made.caches / "vectors.db")
    return made


@pytest.fixture
def desk(store, encoder, sentences, birth, snapshot, monkeypatch):
    """A desk over the hand-made content, whose first release serves; the kept set is left out."""
    monkeypatch.setattr(checking, "kept_questions", lambda: ())
    store.build(content_to_release(), encoder, TODAY)
    return Desk(store, encoder, sentences)
