"""The account's tokens: sealed at rest, refreshed by one process at a time.

A refresh token works once. Its successor is therefore stored before it is used, and who refreshes
first claims the row. If a process dies between Zalo's answer and our storing it, the pair is gone:
the next one tries the old refresh token, is refused, and says that consent is needed again. If it
died before Zalo was asked, the same try succeeds, and nothing is lost. While nobody knows, the old
access token is used as long as it may still work.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from dataclasses import dataclass, field
from datetime import timedelta

from asgiref.sync import sync_to_async
from django.db.models import Q
from django.utils import timezone

from complaints.seal import SealBroken, keyring
from connectors.zalo import oauth
from connectors.zalo.errors import ConsentNeeded, RateLimited, ZaloRefused, ZaloUnreachable
from connectors.zalo.models import AccountToken
from connectors.zalo.oauth import REFRESH_LIFETIME, TokenPair
from connectors.zalo.settings import ZaloSettings

logger = logging.getLogger(__name__)

EARLY = timedelta(hours=1)  # refreshed this long before the access token ends
CLAIM = timedelta(seconds=30)  # longer than one exchange may take
AGAIN = timedelta(seconds=20)  # between two tries while Zalo can't be reached
AFTER_REFUSAL = timedelta(minutes=5)  # a setting may have been mended meanwhile
_WAIT_SECONDS = 12.0
_POLL_SECONDS = 0.1

State = AccountToken.State

_LOGIN = "run: bin/motcua zalo login"


@dataclass(frozen=True, slots=True)
class Access:
    """An access token and which pair it belongs to."""

    token: str = field(repr=False)
    generation: int = 0


async def access(zalo: ZaloSettings, refused: int | None = None) -> Access:
    """Give an access token that should work, refreshing it if its end is near.

    Args:
        zalo: settings.
        refused: generation of a token that Zalo has just refused; it is not given again.

    Raises:
        ConsentNeeded: there is no pair, or it is spent or refused.
        ZaloUnreachable: a refresh is needed and Zalo can't be reached, or another process is at it.
        RateLimited: a refresh is needed, and there were too many requests.
    """
    for _ in range(int(_WAIT_SECONDS / _POLL_SECONDS)):
        row = await sync_to_async(_row)(zalo.oa_id)
        if _is_fresh(row) and row.generation != refused:
            return await sync_to_async(_opened)(row)
        may_work = row.access_until > timezone.now() and row.generation != refused
        claim = await sync_to_async(_claim)(row)
        if claim is not None:
            try:
                return await _refresh(zalo, row, claim)
            except (ConsentNeeded, RateLimited, ZaloUnreachable):
                if not may_work:
                    raise
        if may_work:
            return await sync_to_async(_opened)(row)
        if row.state == State.REFUSED:
            raise ConsentNeeded(_why(row))
        await asyncio.sleep(_POLL_SECONDS)
    raise ZaloUnreachable("the token is being refreshed")


def store_consent(oa_id: str, pair: TokenPair) -> None:
    """Keep the pair of a fresh consent; whatever was there before no longer works."""
    known = AccountToken.objects.filter(oa_id=oa_id).first()
    generation = known.generation + 1 if known else 1
    AccountToken.objects.update_or_create(oa_id=oa_id, defaults=_kept(oa_id, generation, pair))


def trouble(oa_id: str) -> str:
    """Say what is wrong with the stored pair, for the operator; empty when nothing is known."""
    try:
        row = _row(oa_id)
        _opened(row)
    except ConsentNeeded as exc:
        return str(exc)
    return _why(row) if row.state == State.REFUSED else ""


def reseal() -> int:
    """Seal the tokens with the newest key; give how many were sealed anew.

    Raises:
        SealBroken: a token does not open.
    """
    done = 0
    for row in AccountToken.objects.all():
        fresh = {
            name: keyring().resealed(getattr(row, name), _place(row.oa_id, row.generation, name))
            for name in ("sealed_access", "sealed_refresh")
        }
        changed = {name: value for name, value in fresh.items() if value is not None}
        same = AccountToken.objects.filter(pk=row.pk, generation=row.generation)
        if changed and same.update(**changed):
            done += len(changed)
    return done


def _row(oa_id: str) -> AccountToken:
    row = AccountToken.objects.filter(oa_id=oa_id).first()
    if row is None:
        raise ConsentNeeded(f"nobody has given consent for this account yet; {_LOGIN}")
    return row


def _is_fresh(row: AccountToken) -> bool:
    return row.state == State.READY and row.access_until - EARLY > timezone.now()


def _opened(row: AccountToken) -> Access:
    return Access(_unsealed(row, "sealed_access"), row.generation)


def _claim(row: AccountToken) -> uuid.UUID | None:
    """Become the one who refreshes; None while somebody else is, or it is too early to try again.

    Who finds an exchange begun by somebody else and not ended notes the doubt.
    """
    now, claim = timezone.now(), uuid.uuid4()
    free = Q(claimed_until=None) | Q(claimed_until__lt=now)
    taken = AccountToken.objects.filter(free, pk=row.pk, generation=row.generation).update(
        claim=claim,
        claimed_until=now + CLAIM,
        state=State.EXCHANGING,
        in_doubt=row.in_doubt or row.state == State.EXCHANGING,
    )
    return claim if taken else None


async def _refresh(zalo: ZaloSettings, row: AccountToken, claim: uuid.UUID) -> Access:
    refresh = await sync_to_async(_unsealed)(row, "sealed_refresh")
    try:
        pair = await oauth.exchange_refresh(zalo, refresh)
    except ZaloUnreachable:
        # Whether the pair is spent is not known; the next try finds out.
        await sync_to_async(_let_go)(row, claim, AGAIN, in_doubt=True)
        raise
    except RateLimited as exc:
        await sync_to_async(_let_go)(row, claim, timedelta(seconds=exc.retry_after))
        raise
    except ZaloRefused as exc:
        await sync_to_async(_let_go)(
            row, claim, AFTER_REFUSAL, state=State.REFUSED, refused_code=exc.code
        )
        await row.arefresh_from_db()
        logger.error("zalo.consent_needed code=%d in_doubt=%s", exc.code, row.in_doubt)
        raise ConsentNeeded(_why(row)) from exc
    return await sync_to_async(_store)(row, pair)


def _why(row: AccountToken) -> str:
    if row.in_doubt:
        return (
            f"Zalo refuses to renew the token ({row.refused_code}). The answer to an earlier"
            f" renewal did not reach us, so the single-use token is spent; {_LOGIN}"
        )
    return (
        f"Zalo refuses to renew the token ({row.refused_code}). If ZALO_APP_ID and ZALO_APP_SECRET"
        f" are right, consent has ended or was taken back; {_LOGIN}"
    )


def _store(row: AccountToken, pair: TokenPair) -> Access:
    """Keep the new pair before anybody uses it.

    By generation and not by claim: had the claim run out, this pair would still be the newest.
    """
    generation = row.generation + 1
    same = AccountToken.objects.filter(pk=row.pk, generation=row.generation)
    if not same.update(**_kept(row.oa_id, generation, pair), changed_at=timezone.now()):
        raise ZaloUnreachable("consent was given anew meanwhile")
    logger.info("zalo.token_refreshed generation=%d", generation)
    return Access(pair.access, generation)


def _let_go(row: AccountToken, claim: uuid.UUID, pause: timedelta, **known: object) -> None:
    """End a claim without a new pair; nobody tries again before the pause is over."""
    AccountToken.objects.filter(pk=row.pk, claim=claim).update(
        **{
            "claim": None,
            "claimed_until": timezone.now() + pause,
            "state": State.READY,
            **known,
        }
    )


def _kept(oa_id: str, generation: int, pair: TokenPair) -> dict[str, object]:
    now = timezone.now()
    return {
        "generation": generation,
        "state": State.READY,
        "sealed_access": keyring().seal(pair.access, _place(oa_id, generation, "sealed_access")),
        "sealed_refresh": keyring().seal(pair.refresh, _place(oa_id, generation, "sealed_refresh")),
        "access_until": now + pair.lifetime,
        "refresh_until": now + REFRESH_LIFETIME,
        "in_doubt": False,
        "refused_code": None,
        "claim": None,
        "claimed_until": None,
    }


def _unsealed(row: AccountToken, name: str) -> str:
    try:
        return keyring().unseal(bytes(getattr(row, name)), _place(row.oa_id, row.generation, name))
    except SealBroken as exc:
        raise ConsentNeeded(f"the stored token does not open ({exc}); {_LOGIN}") from exc


def _place(oa_id: str, generation: int, name: str) -> str:
    return f"zalo-token:{oa_id}:{generation}:{name}"
