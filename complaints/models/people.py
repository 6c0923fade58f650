"""Who works where: units and the people in them, as far as handling and recusal need it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction


class Role(models.TextChoices):
    """What somebody does about complaints."""

    INBOX = "inbox", "Đầu mối tiếp nhận độc lập"
    LEADER = "leader", "Lãnh đạo đơn vị"
    HANDLER = "handler", "Người xử lý"
    STAFF = "staff", "Cán bộ"


class Unit(models.Model):
    """A unit of the administration: a one-stop place, or what stands above one."""

    name = models.CharField("tên", max_length=255)
    office_key = models.SlugField("mã nơi tiếp nhận", max_length=120, blank=True)
    parent = models.ForeignKey(
        "self",
        verbose_name="đơn vị cấp trên",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )

    class Meta:
        verbose_name = "đơn vị"
        verbose_name_plural = "đơn vị"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["office_key"],
                condition=~models.Q(office_key=""),
                name="one_unit_per_office",
                violation_error_message="Nơi tiếp nhận này đã thuộc một đơn vị khác.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a unit above itself.

        Raises:
            ValidationError: the parent lies below this unit.
        """
        if self.pk and self.parent and self.pk in {unit.pk for unit in self.parent.upward()}:
            raise ValidationError(
                {"parent": "Đơn vị cấp trên không thể nằm trong chính đơn vị này."}
            )

    def upward(self) -> list[Unit]:
        """Give this unit and those above it, nearest first."""
        chain: list[Unit] = []
        unit: Unit | None = self
        while unit is not None and unit not in chain:
            chain.append(unit)
            unit = unit.parent
        return chain

    def downward(self) -> set[int]:
        """Give the keys of this unit and of all below it."""
        children: dict[int | None, list[int]] = {}
        for pk, parent in Unit.objects.values_list("pk", "parent_id"):
            children.setdefault(parent, []).append(pk)
        found, open_ = set[int](), [self.pk]
        while open_:
            pk = open_.pop()
            if pk not in found:
                found.add(pk)
                open_ += children.get(pk, [])
        return found


class StaffMember(models.Model):
    """A person of the administration; without one, an account sees no complaint.

    People who have no account stand here too, so that a complaint can name them and their
    manager and deputy are kept away from it.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name="tài khoản",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="staff_member",
    )
    full_name = models.CharField("họ tên", max_length=255)
    unit = models.ForeignKey(
        Unit, verbose_name="đơn vị", on_delete=models.PROTECT, related_name="members"
    )
    role = models.CharField("vai trò", max_length=8, choices=Role, default=Role.STAFF)
    counter = models.CharField("quầy", max_length=60, blank=True)
    manager = models.ForeignKey(
        "self",
        verbose_name="người quản lý",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="managed",
    )
    deputy = models.ForeignKey(
        "self",
        verbose_name="cấp phó, người thay",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="deputy_of",
    )
    active = models.BooleanField("đang làm việc", default=True)

    class Meta:
        verbose_name = "cán bộ"
        verbose_name_plural = "cán bộ"
        ordering = ["full_name"]

    def __str__(self) -> str:
        return f"{self.full_name} ({self.unit})"

    def clean(self) -> None:
        """Refuse somebody who manages or replaces themselves.

        Raises:
            ValidationError: manager or deputy is this person.
        """
        for name in ("manager", "deputy"):
            if self.pk and getattr(self, f"{name}_id") == self.pk:
                raise ValidationError({name: "Không thể là chính người này."})

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, then look whether somebody who handles a complaint may no longer do so."""
        from complaints.routing import recheck_all  # routing works on these rows

        with transaction.atomic():
            super().save(*args, **kwargs)
            recheck_all()
