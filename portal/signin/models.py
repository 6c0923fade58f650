"""Rows of signing in: the second factor of an account, its recovery codes, and what happened."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from complaints.models.history import AppendOnlyQuerySet, WrittenOnce


class SecondFactor(models.Model):
    """The telephone of an account: one secret that it shares with us (TOTP, RFC 6238)."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="second_factor"
    )
    sealed_secret = models.BinaryField()
    last_step = models.BigIntegerField("bước cuối đã dùng")
    """Time step of the last code that was accepted: neither it nor an earlier one is again."""
    since = models.DateTimeField("từ lúc", auto_now_add=True)

    class Meta:
        verbose_name = "lớp xác thực thứ hai"
        verbose_name_plural = "lớp xác thực thứ hai"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.user}"


class RecoveryCode(models.Model):
    """A code on paper that stands in for the telephone once; the row goes when it is used."""

    factor = models.ForeignKey(SecondFactor, on_delete=models.CASCADE, related_name="codes")
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = "mã dự phòng"
        verbose_name_plural = "mã dự phòng"
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["factor", "digest"], name="signin_recovery_code_once")
        ]

    def __str__(self) -> str:
        return "mã dự phòng"


class Kind(models.TextChoices):
    """What may happen to an account."""

    PASSWORD_PASSED = "password_passed", "Đúng mật khẩu, chờ mã"
    PASSWORD_FAILED = "password_failed", "Sai tên hoặc mật khẩu"
    CODE_FAILED = "code_failed", "Sai mã"
    LOCKED = "locked", "Tạm khoá vì sai nhiều lần"
    UNLOCKED = "unlocked", "Mở khoá"
    SIGNED_IN = "signed_in", "Đăng nhập"
    SIGNED_OUT = "signed_out", "Đăng xuất"
    EXPIRED = "expired", "Hết phiên"
    FACTOR_ENROLLED = "factor_enrolled", "Đăng ký điện thoại"
    FACTOR_REPLACED = "factor_replaced", "Đổi điện thoại"
    FACTOR_RESET = "factor_reset", "Đặt lại lớp xác thực thứ hai"
    RECOVERY_USED = "recovery_used", "Dùng mã dự phòng"
    RECOVERY_RENEWED = "recovery_renewed", "Cấp lại mã dự phòng"
    PASSWORD_CHANGED = "password_changed", "Đổi mật khẩu"


class SignInEvent(WrittenOnce):
    """Something that happened to an account. Holds no password and no code.

    A name that nobody has is not kept either: people type their password into the wrong field.
    """

    at = models.DateTimeField("lúc")
    kind = models.CharField("việc", max_length=20, choices=Kind)
    account = models.CharField("tài khoản", max_length=150, blank=True)
    by = models.CharField("người làm", max_length=150, blank=True)
    """Who did it, where that is somebody else than the account itself."""
    address = models.GenericIPAddressField("địa chỉ mạng", null=True)
    bucket = models.CharField("nhóm đếm", max_length=64, blank=True)
    """What failures are counted by: see ``lockout``."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = "lượt đăng nhập"
        verbose_name_plural = "nhật ký đăng nhập"
        ordering: ClassVar = ["-at", "-pk"]
        default_permissions = ("view",)
        indexes: ClassVar = [
            models.Index(fields=["at"], name="signin_at"),
            models.Index(fields=["account", "at"], name="signin_account"),
            models.Index(fields=["bucket", "at"], name="signin_bucket"),
            models.Index(fields=["address", "at"], name="signin_address"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y}: {Kind(self.kind).label}"
