"""A small administration: a ward, the department above it, the city above both, and the inbox."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission

from complaints.models import Complaint, Role, StaffMember, Unit

PERMISSIONS = (
    "access_admin", "list_complaint", "view_complaint", "handle_complaint", "report_complaint",
)  # fmt: skip


class Administration:
    """Units and people by short names; everybody has an account with every permission."""

    def __init__(self):
        self.city = Unit.objects.create(name="Thành phố")
        self.department = Unit.objects.create(name="Sở", parent=self.city)
        self.ward = Unit.objects.create(
            name="Phường Phú Lợi", office_key="phu-loi", parent=self.department
        )
        self.inbox_unit = Unit.objects.create(name="Đầu mối", parent=self.city)
        self.inbox = self.person("Đinh Thị Đầu Mối", self.inbox_unit, Role.INBOX)
        self.head = self.person("Hoàng Văn Trưởng", self.ward, Role.LEADER)
        self.deputy = self.person("Phạm Thị Phó", self.ward, Role.HANDLER)
        self.clerk = self.person(
            "Trần Văn Bình", self.ward, Role.HANDLER, manager=self.head, deputy=self.deputy
        )
        self.other = self.person("Lê Thị Khác", self.ward, Role.HANDLER)
        self.above = self.person("Võ Văn Sở", self.department, Role.HANDLER)
        self.chief = self.person("Bùi Thị Giám Đốc", self.department, Role.LEADER)

    def person(self, name, unit, role, **more):
        account = get_user_model().objects.create_user(f"user{StaffMember.objects.count()}")
        account.user_permissions.set(Permission.objects.filter(codename__in=PERMISSIONS))
        return StaffMember.objects.create(
            full_name=name, unit=unit, role=role, user=account, **more
        )

    def everybody(self):
        return list(StaffMember.objects.select_related("unit", "user"))


def the_complaint():
    return Complaint._record.get()
