"""The second factor of an account: enrolling, using, renewing, resetting; each one transaction."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from complaints.seal import keyring
from portal.signin import audit, codes
from portal.signin.lockout import Attempt
from portal.signin.models import Kind, RecoveryCode, SecondFactor


class FactorExists(Exception):
    """The account has a second factor already: somebody was quicker."""


class CodeWrong(Exception):
    """The code is not this account's, or was used before."""


class ResetRefused(Exception):
    """Who asks may not reset this factor; the message says why."""


def factor_of(user: Any) -> SecondFactor | None:
    """Give the second factor of an account, if it has one."""
    return SecondFactor.objects.filter(user=user).first()


def enrol(
    user: Any, secret: bytes, step: int, *, address: str | None, replace: bool = False
) -> tuple[SecondFactor, tuple[str, ...]]:
    """Keep the secret that a telephone was told and has proved to know.

    Args:
        user: whose.
        secret: what the telephone was told.
        step: time step of the code by which it proved that; it is used up.
        address: where from.
        replace: whether a factor that is there gives way; sessions it opened end with it.

    Returns:
        The factor, and its recovery codes: this is the only time they can be read.

    Raises:
        FactorExists: there is one, and it is not to be replaced.
    """
    with transaction.atomic():
        before = SecondFactor.objects.select_for_update().filter(user=user)
        if before.exists() and not replace:
            raise FactorExists
        replaced, _ = before.delete()
        factor = SecondFactor.objects.create(
            user=user, sealed_secret=keyring().seal_bytes(secret, place(user.pk)), last_step=step
        )
        fresh = _new_recovery_codes(factor)
        kind = Kind.FACTOR_REPLACED if replaced else Kind.FACTOR_ENROLLED
        audit.record(kind, user.get_username(), address=address)
    return factor, fresh


def use_code(user: Any, code: str, attempt: Attempt) -> SecondFactor:
    """Take a code of the telephone; one after the other, so that none counts twice.

    Args:
        user: whose.
        code: six digits.
        attempt: who tries.

    Raises:
        CodeWrong: it does not fit, or was used.
        LockedOut: too many did not fit.
        SealBroken: the secret can't be read any more.
    """
    with transaction.atomic():
        factor = _locked(user, attempt)
        step = _step_of(factor, code)
        if step is not None:
            factor.last_step = step
            factor.save(update_fields=["last_step"])
            return factor
        locked = attempt.failed(Kind.CODE_FAILED)
    raise locked or CodeWrong


def use_recovery_code(user: Any, code: str, attempt: Attempt) -> SecondFactor:
    """Take a recovery code; it is gone afterwards.

    Raises:
        CodeWrong: there is no such code, or it was used.
        LockedOut: too many were wrong.
    """
    with transaction.atomic():
        factor = _locked(user, attempt)
        used, _ = factor.codes.filter(digest=codes.digest(code, user.pk)).delete()
        if used:
            attempt.record(Kind.RECOVERY_USED)
            return factor
        locked = attempt.failed(Kind.CODE_FAILED)
    raise locked or CodeWrong


def renew_recovery_codes(user: Any, address: str | None) -> tuple[str, ...]:
    """Put ten new recovery codes in place of what is left of the old ones."""
    with transaction.atomic():
        factor = SecondFactor.objects.select_for_update().get(user=user)
        factor.codes.all().delete()
        fresh = _new_recovery_codes(factor)
        audit.record(Kind.RECOVERY_RENEWED, user.get_username(), address=address)
    return fresh


def reset(user: Any, *, actor: Any, address: str | None = None) -> None:
    """Take the factor of a colleague away: they enrol anew when they sign in next.

    Args:
        user: whose.
        actor: who does it; None for whoever has the command line.
        address: where from.

    Raises:
        ResetRefused: one's own, or an administrator's by somebody who is none.
    """
    if actor is not None and actor.pk == user.pk:
        raise ResetRefused("Lớp xác thực của chính mình thì đổi ở trang tài khoản của mình.")
    if actor is not None and user.is_superuser and not actor.is_superuser:
        raise ResetRefused("Chỉ quản trị hệ thống được đặt lại cho một quản trị hệ thống khác.")
    by = audit.COMMAND_LINE if actor is None else actor.get_username()
    with transaction.atomic():
        SecondFactor.objects.filter(user=user).delete()
        audit.record(Kind.FACTOR_RESET, user.get_username(), by=by, address=address)


def place(account_pk: int) -> str:
    """Give the place that a secret is sealed for."""
    return f"second-factor:{account_pk}"


def reseal() -> int:
    """Seal the secrets with the newest key; give how many.

    Raises:
        SealBroken: one does not open; what was done before it stays done.
    """
    done = 0
    for pk in SecondFactor.objects.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            factor = SecondFactor.objects.select_for_update().filter(pk=pk).first()
            fresh = factor and keyring().resealed(factor.sealed_secret, place(factor.user_id))
            if factor and fresh:
                factor.sealed_secret = fresh
                factor.save(update_fields=["sealed_secret"])
                done += 1
    return done


def _locked(user: Any, attempt: Attempt) -> SecondFactor:
    """Give the factor, held so that codes are tried one after the other."""
    factor = SecondFactor.objects.select_for_update().filter(user=user).first()
    attempt.refuse_if_locked(Kind.CODE_FAILED)
    if factor is None:
        raise CodeWrong
    return factor


def _step_of(factor: SecondFactor, code: str) -> int | None:
    secret = keyring().unseal_bytes(bytes(factor.sealed_secret), place(factor.user_id))
    step = codes.matching_step(secret, code, timezone.now().timestamp())
    return step if step is not None and step > factor.last_step else None


def _new_recovery_codes(factor: SecondFactor) -> tuple[str, ...]:
    fresh = codes.new_recovery_codes()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(factor=factor, digest=codes.digest(code, factor.user_id)) for code in fresh
    )
    return fresh
