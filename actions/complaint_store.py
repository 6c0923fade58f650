"""The record of complaints, as asynchronous calls for actions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import ParamSpec, TypeVar

from asgiref.sync import sync_to_async
from django.db import connections
from django.utils import timezone

from complaints import citizen, drafts, filing, offices, petition_drafts
from complaints.citizen import Following
from complaints.drafts import Draft, Field
from complaints.filing import Filed
from complaints.guessing import Seeker
from complaints.offices import KnownOffice, Recognised

P = ParamSpec("P")
T = TypeVar("T")


async def start(conversation: str) -> Draft:
    """Begin a new draft."""
    return await _in_database(drafts.start, conversation)


async def load(conversation: str) -> Draft | None:
    """Give the open draft, if there is one."""
    return await _in_database(drafts.load, conversation)


async def put(conversation: str, name: Field, words: str) -> Draft:
    """Keep what was told for one field.

    Raises:
        NoDraft: there is no open draft.
    """
    return await _in_database(drafts.put, conversation, name, words)


async def drop(conversation: str, name: Field) -> Draft:
    """Forget one field.

    Raises:
        NoDraft: there is no open draft.
    """
    return await _in_database(drafts.drop, conversation, name)


async def count_failure(conversation: str, name: Field) -> int:
    """Note an answer that could not be used; give how many there were in a row.

    Raises:
        NoDraft: there is no open draft.
    """
    return await _in_database(drafts.count_failure, conversation, name)


async def discard(conversation: str) -> bool:
    """Erase the open draft; tell whether there was one."""
    return await _in_database(drafts.discard, conversation)


async def file(conversation: str, consent_wording: str) -> Filed:
    """File the draft; again gives the same complaint.

    Raises:
        NothingToFile: there is nothing to file.
    """
    return await _in_database(filing.file, conversation, consent_wording)


async def receipt(conversation: str) -> str | None:
    """Give the code of what was last sent from a conversation, while its receipt is kept."""
    return await _in_database(filing.receipt, conversation)


async def hand_over(conversation: str) -> str | None:
    """Make a petition of the draft; give its key, None if there is no draft for one."""
    return await _in_database(petition_drafts.hand_over_draft, conversation)


async def recognise(words: str) -> Recognised:
    """Tell which office on record the words mean."""
    return await _in_database(offices.recognise, words)


async def office(key: str) -> KnownOffice | None:
    """Give an office by its key."""
    return await _in_database(offices.by_key, key)


async def follow(code: str, conversation: str) -> Following:
    """Show a complaint to the holder of its code.

    Raises:
        NoSuchComplaint: the code opens nothing.
        TooManyGuesses: too many codes from this conversation opened nothing.
    """
    return await _in_database(citizen.follow, code, Seeker(conversation))


def today() -> date:
    """Give the day in Vietnam."""
    return timezone.localdate()


async def _in_database(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    return await sync_to_async(_with_fresh_connection)(function, *args, **kwargs)


def _with_fresh_connection(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Outside of a web request nobody else drops connections that broke while idle."""
    _drop_broken_connections()
    try:
        return function(*args, **kwargs)
    finally:
        _drop_broken_connections()


def _drop_broken_connections() -> None:
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
