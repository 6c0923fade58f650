"""The account's tokens: each refresh token is used once, and a crash is told, not hidden."""

import asyncio
import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.db import connections
from django.utils import timezone

from complaints.seal import keyring
from connectors.zalo import oauth, tokens
from connectors.zalo.errors import ConsentNeeded, RateLimited, ZaloUnreachable
from connectors.zalo.models import AccountToken

pytestmark = pytest.mark.django_db(transaction=True)


def age(**fields):
    AccountToken.objects.update(**fields)


def end_access(minutes=-1):
    age(access_until=timezone.now() + timedelta(minutes=minutes))


def forget_pause():
    age(claimed_until=timezone.now() - timedelta(seconds=1))


async def access(zalo, **more):
    return await tokens.access(zalo, **more)


async def test_a_token_that_is_good_is_given_without_asking_zalo(zalo, fake, agreed):
    assert (await access(zalo)).token == agreed.access
    assert fake.requests == 0


async def test_without_consent_the_operator_is_told_what_to_run(zalo):
    with pytest.raises(ConsentNeeded, match="motcua zalo login"):
        await access(zalo)


async def test_tokens_are_sealed_at_rest(zalo, agreed):
    row = await AccountToken.objects.aget()
    stored = bytes(row.sealed_access) + bytes(row.sealed_refresh)
    assert agreed.access.encode() not in stored
    assert agreed.refresh.encode() not in stored


async def test_a_token_near_its_end_is_renewed_and_the_new_pair_is_stored(zalo, fake, agreed):
    await sync_to_async(end_access)(minutes=30)
    first = await access(zalo)
    assert first.token in fake.access
    assert first.token != agreed.access
    assert (await access(zalo)).token == first.token
    assert fake.exchanges == 1


async def test_many_at_once_renew_once(zalo, fake, agreed):
    await sync_to_async(end_access)()
    fake.slow = 0.2
    found = await asyncio.gather(*(access(zalo) for _ in range(8)))
    assert fake.exchanges == 1
    assert {a.token for a in found} == fake.access


def test_threads_with_connections_of_their_own_renew_once(zalo, fake, agreed):
    end_access()
    fake.slow = 0.2
    found, ready = [], threading.Barrier(6)

    def one():
        ready.wait()
        try:
            found.append(asyncio.run(tokens.access(zalo)).token)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert fake.exchanges == 1
    assert set(found) == fake.access
    assert len(found) == 6


async def test_a_token_that_zalo_refused_is_not_given_again(zalo, fake, agreed):
    first = await access(zalo)
    fake.access = set()
    second = await access(zalo, refused=first.generation)
    assert second.generation == first.generation + 1
    assert second.token in fake.access


@pytest.mark.parametrize("fault", ["cut", "drop"])
async def test_an_answer_that_is_lost_on_its_way_ends_in_a_clear_message(zalo, fake, agreed, fault):
    await sync_to_async(end_access)()
    fake.faults = [fault]  # Zalo has made the new pair, and we did not get it
    with pytest.raises(ZaloUnreachable):
        await access(zalo)
    await sync_to_async(forget_pause)()
    with pytest.raises(
        ConsentNeeded, match=r"single-use token is spent; run: bin/motcua zalo login"
    ):
        await access(zalo)


async def test_a_failure_before_zalo_did_anything_loses_nothing(zalo, fake, agreed):
    await sync_to_async(end_access)()
    fake.faults = ["503"]
    with pytest.raises(ZaloUnreachable):
        await access(zalo)
    await sync_to_async(forget_pause)()
    assert (await access(zalo)).token in fake.access


async def test_while_zalo_is_down_a_token_that_still_holds_is_used(zalo, fake, agreed):
    await sync_to_async(end_access)(minutes=30)
    fake.faults = ["503"]
    assert (await access(zalo)).token == agreed.access
    assert (await access(zalo)).token == agreed.access
    assert fake.requests == 1  # not asked again at once


async def test_who_dies_before_asking_leaves_a_pair_that_works(zalo, fake, agreed):
    await sync_to_async(end_access)()
    row = await AccountToken.objects.aget()
    assert await sync_to_async(tokens._claim)(row)  # and the process is killed here
    assert await sync_to_async(tokens._claim)(row) is None
    await sync_to_async(forget_pause)()
    assert (await access(zalo)).token in fake.access


async def test_who_dies_between_answer_and_storing_is_noticed(zalo, fake, agreed):
    await sync_to_async(end_access)()
    row = await AccountToken.objects.aget()
    await sync_to_async(tokens._claim)(row)
    await oauth.exchange_refresh(zalo, agreed.refresh)  # and the process is killed here
    await sync_to_async(forget_pause)()
    with pytest.raises(ConsentNeeded, match="single-use token is spent"):
        await access(zalo)
    assert "motcua zalo login" in await sync_to_async(tokens.trouble)(zalo.oa_id)


async def test_a_wrong_app_secret_is_named_and_mended_without_a_new_consent(zalo, fake, agreed):
    await sync_to_async(end_access)()
    with pytest.raises(ConsentNeeded, match="ZALO_APP_SECRET"):
        await access(replace(zalo, app_secret="wrong"))
    await sync_to_async(forget_pause)()
    assert (await access(zalo)).token in fake.access


async def test_too_many_requests_leave_the_pair_as_it_is(zalo, fake, agreed):
    await sync_to_async(end_access)()
    fake.faults = ["429"]
    with pytest.raises(RateLimited) as told:
        await access(zalo)
    assert told.value.retry_after == 7
    await sync_to_async(forget_pause)()
    assert (await access(zalo)).token in fake.access


async def test_a_new_consent_replaces_what_is_stored(zalo, fake, agreed):
    fresh = oauth.TokenPair(*fake.pair(), timedelta(hours=25))
    await sync_to_async(tokens.store_consent)(zalo.oa_id, fresh)
    assert (await access(zalo)).token == fresh.access


async def test_a_lifetime_that_is_not_said_makes_the_pair_be_renewed_before_its_next_use(
    zalo, fake, agreed
):
    fake.lifetime = "soon"
    await sync_to_async(end_access)()
    first = await access(zalo)
    second = await access(zalo)
    assert second.generation == first.generation + 1
    assert second.token in fake.access


def test_tokens_are_sealed_anew_with_a_new_key(zalo, agreed, settings):
    old = settings.ENVIRONMENT.seal_key
    new = "A" * 43
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, seal_key=f"{new},{old}")
    assert tokens.reseal() == 2
    assert tokens.reseal() == 0
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, seal_key=new)
    assert asyncio.run(tokens.access(zalo)).token == agreed.access
    assert keyring().is_newest(bytes(AccountToken.objects.get().sealed_access))


def test_a_lost_sealing_key_is_told_to_the_operator(zalo, agreed, settings):
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, seal_key="B" * 43)
    with pytest.raises(ConsentNeeded, match="does not open"):
        asyncio.run(tokens.access(zalo))


async def test_the_log_holds_no_token(zalo, fake, agreed, caplog):
    caplog.set_level("DEBUG")
    await sync_to_async(end_access)()
    found = await access(zalo)
    for secret in (found.token, agreed.access, agreed.refresh, zalo.app_secret):
        assert secret not in caplog.text
