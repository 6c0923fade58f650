"""Three ways a grievance can go, told apart; as on record on 24/11/2026 (section D)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from complaints.deadlines import Path, Rule, rules_for


@dataclass(frozen=True, slots=True)
class Way:
    """One way, as the table shows it.

    Attributes:
        path: which.
        name: in Vietnamese.
        about, who, identity, anonymous, result, where: cells of the table.
        law: what it rests on.
    """

    path: Path
    name: str
    about: str
    who: str
    identity: str
    anonymous: str
    result: str
    where: str
    law: str

    def deadlines(self, day: date) -> Sequence[Rule]:
        """Give its deadlines in force on a day."""
        return rules_for(self.path, day)


WAYS: tuple[Way, ...] = (
    Way(
        Path.FEEDBACK,
        "Phản ánh, kiến nghị",
        about="Cán bộ chậm trễ, gây phiền hà, thái độ không đúng; quy định vướng mắc",
        who="Ai cũng gửi được",
        identity="Họ tên, địa chỉ, điện thoại (Nghị định 20/2008/NĐ-CP, Điều 7)",
        anonymous="Ở đây nhận cả ẩn danh; theo quy định, phản ánh ẩn danh có thể "
        "không được giải quyết",
        result="Được trả lời, được sửa chữa",
        where="Gửi ngay ở trang này, hoặc Cổng Dịch vụ công quốc gia, VNeID, 1022",
        law="Nghị định 20/2008/NĐ-CP (sửa đổi 48/2013, 92/2017); Nghị định 118/2025/NĐ-CP",
    ),
    Way(
        Path.COMPLAINT,
        "Khiếu nại",
        about="Quyết định, hành vi hành chính xâm phạm quyền, lợi ích của chính mình",
        who="Người bị ảnh hưởng hoặc người đại diện, trong 90 ngày (Luật Khiếu nại 2011, Điều 9)",
        identity="Họ tên, địa chỉ, chữ ký",
        anonymous="Không",
        result="Quyết định giải quyết; chưa đồng ý thì khiếu nại lần hai hoặc khởi kiện",
        where="Chủ tịch UBND xã, phường giải quyết lần đầu; nộp đơn ở nơi tiếp công dân",
        law="Luật Khiếu nại 02/2011/QH13 (sửa đổi đến Luật 136/2025/QH15)",
    ),
    Way(
        Path.DENUNCIATION,
        "Tố cáo",
        about="Hành vi vi phạm pháp luật của cán bộ, cơ quan, kể cả không hại đến mình",
        who="Cá nhân",
        identity="Họ tên, địa chỉ, cách liên hệ, chữ ký hoặc điểm chỉ (Luật Tố cáo 2018, Điều 23)",
        anonymous="Không thụ lý; có chứng cứ rõ ràng thì vẫn được kiểm tra (Điều 25)",
        result="Kết luận, xử lý người vi phạm; danh tính người tố cáo được giữ kín (Điều 56)",
        where="Người đứng đầu cơ quan quản lý người bị tố cáo, nơi tiếp công dân, thanh tra; "
        "đòi hối lộ hoặc tội phạm thì báo cả công an (113 khi đang xảy ra)",
        law="Luật Tố cáo 25/2018/QH14 (sửa đổi đến Luật 136/2025/QH15)",
    ),
)
