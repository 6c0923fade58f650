"""A small knowledge base, written by hand: every entry is there for a behaviour some test names."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from contract.facets import Facet
from knowledge_base.retrieval.records import (
    Basis,
    Certainty,
    Channel,
    Content,
    Entry,
    EntryKind,
    Fact,
    LegalDocument,
    LexiconEntry,
    LexiconKind,
    Office,
    Origin,
)

TODAY = date(2026, 11, 24)

LAW = "60/2014/QH13"
DECREE = "118/2025/NĐ-CP"
OLD_DECREE = "61/2018/NĐ-CP"
FEES = "85/2019/TT-BTC"

BIRTH = "1.001193"
BIRTH_AGAIN = "1.004884"
BIRTH_WITH_PARENT = "1.000689"
PARENT = "1.001022"
MARRIAGE = "1.000894"
MARRIAGE_ABROAD = "2.000806"
DEATH = "1.000656"
SINGLE = "1.004873"
HOUSE = "1.013225"
DRIVING = "1.002835"
WORK = "2.000192"
LIQUOR = "2.000615"
ENVIRONMENT = "1.010733"
LATE = "tre-hen-thu-xin-loi"
POST = "nop-qua-buu-dien"


def fact(facet: Facet, text: str, document: str = LAW, **more) -> Fact:
    """Write a fact with one basis, in force since 2016 unless said otherwise."""
    basis = (Basis(document, more.pop("article", None)),)
    return Fact(facet, text, **{"basis": basis, "valid_from": date(2016, 1, 1), **more})


def procedure(key: str, title: str, plain_name: str, **more) -> Entry:
    """Write a procedure of the commune, curated, for everybody."""
    return Entry(
        key=key,
        kind=EntryKind.PROCEDURE,
        title=title,
        plain_name=plain_name,
        **{
            "levels": ("Cấp xã",),
            "audience": ("Công dân Việt Nam",),
            "certainty": Certainty.HIGH,
            "verified_on": TODAY,
            **more,
        },
    )


_BIRTH_FACTS = (
    fact(Facet.SUMMARY, "Đăng ký khai sinh làm trong ngày, miễn phí nếu đúng hạn.", article="Đ.16"),
    fact(Facet.DOSSIER, "Tờ khai đăng ký khai sinh", case="Nộp", originals=1, article="Điều 16"),
    fact(Facet.DOSSIER, "Giấy chứng sinh", case="Nộp", originals=1, article="Điều 16"),
    fact(Facet.DOSSIER, "Biên bản trẻ bị bỏ rơi", case="Khi trẻ bị bỏ rơi", article="Điều 16"),
    fact(Facet.FEE, "Miễn lệ phí nếu đăng ký đúng hạn.", FEES, valid_to=date(2026, 12, 31)),
    fact(Facet.FEE, "Miễn lệ phí cho mọi trường hợp.", FEES, valid_from=date(2027, 1, 1)),
    fact(Facet.FEE, "Thu 9.999 đồng.", FEES, valid_to=date(2019, 12, 31)),
    fact(Facet.TIME_LIMIT, "Trả kết quả ngay trong ngày.", article="Điều 16"),
    fact(
        Facet.WHERE,
        "Nộp ở Ủy ban nhân dân xã nơi cha hoặc mẹ thường trú.",
        OLD_DECREE,
        valid_to=date(2025, 6, 30),
    ),
    fact(
        Facet.WHERE,
        "Nộp ở bất kỳ Trung tâm Phục vụ hành chính công nào.",
        DECREE,
        article="Điều 15",
        valid_from=date(2025, 7, 1),
    ),
    fact(Facet.ONLINE, "Nộp trên Cổng Dịch vụ công quốc gia.", DECREE, channel=Channel.ONLINE),
    fact(Facet.POSTAL, "Gửi qua bưu điện được.", DECREE, channel=Channel.POSTAL),
    fact(Facet.CONDITIONS, "Cần hẹn trước ở vài nơi.", certainty=Certainty.LOW),
)

ENTRIES = (
    procedure(
        BIRTH,
        "Thủ tục đăng ký khai sinh",
        "đăng ký khai sinh",
        names=("làm khai sinh", "làm giấy khai sinh", "khai sinh cho con"),
        sample_questions=("làm khai sinh cho con cần giấy tờ gì", "khai sinh cho bé nộp ở đâu"),
        facts=_BIRTH_FACTS,
    ),
    procedure(
        BIRTH_AGAIN,
        "Thủ tục đăng ký lại khai sinh",
        "đăng ký lại khai sinh",
        names=("làm lại giấy khai sinh", "mất bản chính khai sinh"),
        facts=(fact(Facet.FEE, "Thu 8.000 đồng khi đăng ký lại.", FEES),),
    ),
    procedure(
        BIRTH_WITH_PARENT,
        "Thủ tục đăng ký khai sinh kết hợp đăng ký nhận cha, mẹ, con",
        "đăng ký khai sinh kết hợp nhận cha, mẹ, con",
        facts=(fact(Facet.FEE, "Thu 15.000 đồng.", FEES),),
    ),
    procedure(
        PARENT,
        "Thủ tục đăng ký nhận cha, mẹ, con",
        "đăng ký nhận cha, mẹ, con",
        names=("nhận cha cho con",),
        facts=(
            fact(Facet.FEE, "Thu 15.000 đồng mỗi việc nhận cha, mẹ, con.", FEES),
            fact(Facet.DOSSIER, "Tờ khai nhận cha, mẹ, con", originals=1),
        ),
    ),
    procedure(
        MARRIAGE,
        "Thủ tục đăng ký kết hôn",
        "đăng ký kết hôn",
        names=("đăng ký giấy kết hôn", "làm giấy kết hôn"),
        sample_questions=("đăng ký kết hôn cần giấy tờ gì", "kết hôn mất bao lâu"),
        facts=(
            fact(Facet.SUMMARY, "Đăng ký kết hôn không mất tiền.", article="Điều 17"),
            fact(Facet.DOSSIER, "Tờ khai đăng ký kết hôn", case="Nộp", originals=1),
            fact(Facet.FEE, "Kết hôn trong nước không thu lệ phí.", article="Điều 11"),
            fact(Facet.ONLINE, "Nộp trực tuyến được, hai người vẫn phải đến ký sổ.", DECREE),
            fact(Facet.TIME_LIMIT, "Trả giấy chứng nhận ngay trong ngày.", article="Điều 18"),
        ),
    ),
    procedure(
        MARRIAGE_ABROAD,
        "Thủ tục đăng ký kết hôn có yếu tố nước ngoài",
        "đăng ký kết hôn với người nước ngoài",
        facts=(fact(Facet.FEE, "Thu 1.000.000 đồng.", FEES),),
    ),
    procedure(
        DEATH,
        "Thủ tục đăng ký khai tử",
        "đăng ký khai tử",
        names=("làm giấy báo tử", "khai tử cho người mất"),
        sample_questions=("khai tử cần giấy tờ gì",),
        facts=(
            fact(Facet.DOSSIER, "Giấy báo tử", case="Nộp", originals=1),
            fact(Facet.FEE, "Khai tử đúng hạn không thu lệ phí.", FEES),
            fact(Facet.WHERE, "Nộp ở xã nơi cư trú cuối cùng của người mất."),
        ),
    ),
    procedure(
        SINGLE,
        "Thủ tục cấp giấy xác nhận tình trạng hôn nhân",
        "cấp giấy xác nhận tình trạng hôn nhân",
        facts=(fact(Facet.FEE, "Thu 3.000 đồng.", FEES),),
    ),
    procedure(
        HOUSE,
        "Thủ tục cấp giấy phép xây dựng nhà ở riêng lẻ",
        "cấp giấy phép xây dựng nhà ở",
        facts=(fact(Facet.FEE, "Thu 75.000 đồng."),),
    ),
    procedure(
        DRIVING,
        "Thủ tục cấp giấy phép lái xe quốc tế",
        "cấp giấy phép lái xe quốc tế",
        facts=(fact(Facet.FEE, "Thu 135.000 đồng."),),
    ),
    procedure(
        WORK,
        "Thủ tục cấp giấy phép lao động cho người nước ngoài",
        "cấp giấy phép lao động",
        facts=(fact(Facet.FEE, "Thu 600.000 đồng."),),
    ),
    procedure(
        LIQUOR,
        "Thủ tục cấp giấy phép bán lẻ rượu",
        "cấp giấy phép bán lẻ rượu",
        facts=(fact(Facet.FEE, "Thu 500.000 đồng."),),
    ),
    procedure(
        ENVIRONMENT,
        "Cấp giấy phép môi trường (cấp Tỉnh)",
        "cấp giấy phép môi trường",
        levels=("Cấp tỉnh",),
        origin=Origin.PORTAL,
        verified_on=date(2026, 7, 1),
        facts=(fact(Facet.TIME_LIMIT, "Nộp trực tiếp: 30 ngày."),),
        full_text="Chủ dự án xả nước thải, khí thải ra môi trường.",
    ),
    Entry(
        key=LATE,
        kind=EntryKind.RULE,
        title="Hồ sơ trễ hẹn thì cơ quan phải xin lỗi",
        plain_name="hồ sơ trễ hẹn và thư xin lỗi",
        names=("trễ hẹn trả kết quả", "thư xin lỗi"),
        sample_questions=("hồ sơ bị trễ hẹn thì sao",),
        facts=(
            fact(Facet.SUMMARY, "Trễ hẹn thì có thư xin lỗi ghi rõ lý do.", DECREE, article="Đ.8"),
        ),
    ),
    Entry(
        key=POST,
        kind=EntryKind.GUIDE,
        title="Cách nộp hồ sơ qua bưu điện",
        plain_name="cách nộp hồ sơ qua bưu điện",
        names=("nộp qua bưu điện", "gửi hồ sơ qua bưu chính công ích"),
        sample_questions=("nộp hồ sơ qua bưu điện như thế nào",),
        facts=(
            fact(Facet.SUMMARY, "Ra bưu điện gần nhà gửi hồ sơ, bưu tá trả tận nơi.", DECREE),
            fact(Facet.STEPS, "Mang hồ sơ đến bưu điện.", DECREE, article="Điều 20"),
            fact(Facet.STEPS, "Nhận kết quả tại nhà.", DECREE, article="Điều 20"),
        ),
    ),
)

DOCUMENTS = (
    LegalDocument(LAW, "Luật Hộ tịch 2014", "Luật Hộ tịch", valid_from=date(2016, 1, 1)),
    LegalDocument(
        DECREE,
        "Nghị định 118/2025/NĐ-CP",
        "Về cơ chế một cửa",
        issued_on=date(2025, 6, 9),
        valid_from=date(2025, 7, 1),
        url="https://example.vn/118",
    ),
    LegalDocument(
        OLD_DECREE,
        "Nghị định 61/2018/NĐ-CP",
        "Về cơ chế một cửa",
        valid_from=date(2018, 6, 21),
        valid_to=date(2025, 6, 30),
        replaced_by=DECREE,
    ),
    LegalDocument(FEES, "Thông tư 85/2019/TT-BTC", "Về phí và lệ phí"),
)

LEXICON = (
    LexiconEntry("ko", ("không",), LexiconKind.TEENCODE),
    LexiconEntry("j", ("gì",), LexiconKind.TEENCODE),
    LexiconEntry("dc", ("được",), LexiconKind.TEENCODE),
    LexiconEntry("giấy độc thân", ("giấy xác nhận tình trạng hôn nhân",), LexiconKind.COLLOQUIAL),
    LexiconEntry(
        "bằng lái", ("giấy phép lái xe", "giấy phép lái xe quốc tế"), LexiconKind.REGIONAL
    ),
    LexiconEntry("gpxd", ("giấy phép xây dựng",), LexiconKind.ABBREVIATION),
)

OFFICES = (
    Office(
        key="thu-duc",
        name="Trung tâm Phục vụ hành chính công",
        level="province",
        area="TP. Hồ Chí Minh",
        address="43 Nguyễn Văn Bá",
        valid_from=date(2025, 7, 1),
        basis=(Basis(DECREE, "Điều 7"),),
        certainty=Certainty.HIGH,
        verified_on=TODAY,
    ),
)

CONTENT = Content(ENTRIES, DOCUMENTS, LEXICON, OFFICES)


def with_entry(entry: Entry) -> Content:
    """Give the knowledge base with one entry put in the place of the one with its key."""
    kept = tuple(e for e in ENTRIES if e.key != entry.key)
    return replace(CONTENT, entries=(*kept, entry))


def changed(key: str, **fields) -> Content:
    """Give the knowledge base with some fields of one entry changed, in its place."""
    return replace(
        CONTENT,
        entries=tuple(replace(e, **fields) if e.key == key else e for e in ENTRIES),
    )
