"""Lock-out after failures: an account is guarded without letting a stranger shut its owner out.

Failures are counted from the record itself, so that all processes count alike and a restart forgets
nothing. A browser in which the account was signed in to before has a count of its own: strangers
fill the count of unknown browsers, and with it lock out unknown browsers only.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from portal.signin import audit, browsers
from portal.signin.models import Kind, SignInEvent


@dataclass(frozen=True, slots=True)
class Limit:
    """So many failures in so long, then no more until the first of them is that old."""

    failures: int
    window: timedelta


_QUARTER = timedelta(minutes=15)
KNOWN_BROWSER = (Limit(10, _QUARTER),)
UNKNOWN_BROWSERS = (Limit(5, _QUARTER), Limit(20, timedelta(days=1)))
ADDRESS = (Limit(50, _QUARTER),)  # a whole office may sit behind one address
_FAILURES = (Kind.PASSWORD_FAILED, Kind.CODE_FAILED)


class LockedOut(Exception):
    """Too many failures.

    Args:
        until: when the next try is let through.
    """

    def __init__(self, until: datetime) -> None:
        super().__init__()
        self.until = until

    @property
    def sentence(self) -> str:
        """What the person is told; the same whether there is such an account or not."""
        until = timezone.localtime(self.until)
        day = "" if until.date() == timezone.localdate() else f" ngày {until:%d/%m/%Y}"
        return (
            "Đã nhập sai quá nhiều lần nên tạm dừng nhận đăng nhập. Anh/chị thử lại sau "
            f"{until:%H:%M}{day}, hoặc nhờ người quản trị mở khoá."
        )


@dataclass(frozen=True, slots=True)
class Attempt:
    """Who tries to sign in, from where.

    Attributes:
        account: name of an account that exists, else empty.
        bucket: what its failures are counted by.
        known: whether the account was signed in to in this browser before.
        address: where it comes from.
    """

    account: str
    bucket: str
    known: bool
    address: str | None

    def refuse_if_locked(self, kind: Kind) -> None:
        """Count what went wrong before.

        Args:
            kind: the failures that matter: those of passwords, or of codes.

        Raises:
            LockedOut: it was too much.
        """
        until = _locked_until(
            self._failures(kind), KNOWN_BROWSER if self.known else UNKNOWN_BROWSERS
        )
        if until is None and not self.known and self.address:
            until = _locked_until(_of_address(self.address), ADDRESS)
        if until is not None:
            raise LockedOut(until)

    def failed(self, kind: Kind) -> LockedOut | None:
        """Write a failure down; tell if it was the one too many."""
        self.record(kind)
        try:
            self.refuse_if_locked(kind)
        except LockedOut as locked:
            self.record(Kind.LOCKED)
            return locked
        return None

    def record(self, kind: Kind) -> None:
        """Write down what happened."""
        audit.record(kind, self.account, address=self.address, bucket=self.bucket)

    def _failures(self, kind: Kind) -> QuerySet[Any]:
        events = SignInEvent.objects.filter(bucket=self.bucket)
        forgiven = Q(kind=Kind.SIGNED_IN, bucket=self.bucket)
        if self.account:
            forgiven |= Q(kind=Kind.UNLOCKED, account=self.account)
        return _since(events.filter(kind=kind), forgiven)


def attempt(request: HttpRequest, name: str, account_pk: int | None) -> Attempt:
    """Tell who tries.

    Args:
        request: of the browser.
        name: as typed.
        account_pk: of the account of that name, None where there is none.
    """
    browser = browsers.known(request, account_pk)
    address = audit.address_of(request)
    account = name if account_pk is not None else ""
    if browser is not None:
        return Attempt(account, f"browser:{browser}", known=True, address=address)
    return Attempt(account, bucket_of(name), known=False, address=address)


def bucket_of(name: str) -> str:
    """Give what failures of unknown browsers are counted by: a keyed hash of the name."""
    hashed = hmac.new(settings.SECRET_KEY.encode(), f"account:{name}".encode(), hashlib.sha256)
    return f"account:{hashed.hexdigest()[:40]}"


def locked_accounts(names: Iterable[str]) -> dict[str, datetime]:
    """Give those accounts into which unknown browsers are not let at the moment, and until when."""
    found: dict[str, datetime] = {}
    for name in names:
        account = Attempt(name, bucket_of(name), known=False, address=None)
        for kind in _FAILURES:
            try:
                account.refuse_if_locked(kind)
            except LockedOut as locked:
                found[name] = max(locked.until, found.get(name, locked.until))
    return found


def locked_addresses() -> dict[str, datetime]:
    """Give the addresses that are not let in at the moment, and until when."""
    limit = ADDRESS[0]
    recent = SignInEvent.objects.filter(
        kind__in=_FAILURES, at__gt=timezone.now() - limit.window, address__isnull=False
    )
    counted = recent.values("address").order_by("address").annotate(count=Count("pk"))
    many = counted.filter(count__gte=limit.failures).values_list("address", flat=True)
    ends = {address: _locked_until(_of_address(address), ADDRESS) for address in many}
    return {address: until for address, until in ends.items() if until is not None}


def unlock(account: str, by: str) -> None:
    """Forgive the failures of an account."""
    audit.record(Kind.UNLOCKED, account, by=by)


def unlock_address(address: str, by: str) -> None:
    """Forgive the failures of an address."""
    audit.record(Kind.UNLOCKED, "", by=by, address=address)


def _of_address(address: str) -> QuerySet[Any]:
    failures = SignInEvent.objects.filter(kind__in=_FAILURES, address=address)
    return _since(failures, Q(kind=Kind.UNLOCKED, account="", address=address))


def _since(failures: QuerySet[Any], forgiven: Q) -> QuerySet[Any]:
    last = SignInEvent.objects.filter(forgiven).order_by("-pk").values_list("pk", flat=True).first()
    return failures.filter(pk__gt=last) if last else failures


def _locked_until(failures: QuerySet[Any], limits: Iterable[Limit]) -> datetime | None:
    now = timezone.now()
    ends = []
    for limit in limits:
        recent = failures.filter(at__gt=now - limit.window).order_by("-at", "-pk")
        times = list(recent.values_list("at", flat=True)[: limit.failures])
        if len(times) == limit.failures:
            ends.append(times[-1] + limit.window)
    return max(ends, default=None)
