"""Which facets a question asks for, and which of its words say what it is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from contract.facets import Facet
from knowledge_base.retrieval.text import PhraseTable, fold

_UNITS = ("xã", "phường", "tỉnh")
_GETTING = (
    *(
        f"{get} {much}"
        for get in ("được", "tháng được", "lãnh", "lãnh được")
        for much in (
            "bao nhiêu một tháng", "bao nhiêu 1 tháng", "nhiêu một tháng", "nhiêu 1 tháng",
            "mấy tiền", "bao nhiêu tiền", "nhiêu tiền",
        )
    ),
    *(
    f"{get} {much}{money}"
    for get in (
        "lãnh", "lãnh được", "được lãnh", "lĩnh", "lĩnh được", "được lĩnh", "hưởng", "được hưởng",
        "hưởng được", "nhận được", "được nhận", "trợ cấp", "trợ cấp được", "tháng được",
    )
    for much in ("bao nhiêu", "nhiêu", "bao nhiêu một tháng")
    for money in ("", " tiền")
    ),
)  # fmt: skip
"""How somebody asks what is paid out, which is no fee."""

FACET_PHRASES: dict[Facet, tuple[str, ...]] = {
    Facet.DOSSIER: (
        "giấy tờ gì",
        "giấy tờ nào",
        "những giấy tờ",
        "giấy tờ",
        "giấy gì",
        "giấy j",
        "cần gì",
        "cần những gì",
        "cần j",
        "cần mang gì",
        "mang gì",
        "mang theo gì",
        "mang những gì",
        "chuẩn bị gì",
        "chuẩn bị những gì",
        "chuẩn bị hồ sơ",
        "hồ sơ gồm",
        "hồ sơ gì",
        "hồ sơ cần",
        "thành phần hồ sơ",
        "gồm những gì",
        "gồm gì",
        "cần chuẩn bị",
        "hồ sơ",
        "đem gì",
        "đem theo gì",
        "cần nộp gì",
        "nộp gì",
        "nộp những gì",
        "mang những giấy",
        "giấy chi",
        "cần chi",
        "mấy bộ",
        "mấy tờ giấy",
    ),
    Facet.FEE: (
        "lệ phí",
        "phí",
        "mức phí",
        "chi phí",
        "bao nhiêu tiền",
        "nhiêu tiền",
        "tốn tiền",
        "giá bao nhiêu",
        "tốn bao nhiêu",
        "hết bao nhiêu",
        "mất bao nhiêu tiền",
        "miễn phí",
        "phí bao nhiêu",
        "đóng bao nhiêu",
        "mất tiền",
        "tiền",
        "nộp bao nhiêu",
        "tốn kém",
        "nhiêu vậy",
        "hết nhiêu",
        "tốn nhiêu",
        "mất nhiêu",
        "mấy đồng",
        "bao tiền",
        "tốn phí",
        "mất phí",
        "thu phí",
        "đóng tiền",
    ),
    Facet.TIME_LIMIT: (
        "bao lâu",
        "có kết quả",
        "ra kết quả",
        "trả kết quả",
        "nhận kết quả",
        "lấy kết quả",
        "chừng nào xong",
        "chừng nào có",
        "chừng nào lấy",
        "mấy bữa",
        "bao ngày",
        "mấy ngày",
        "bao nhiêu ngày",
        "thời hạn",
        "thời gian",
        "khi nào xong",
        "bao giờ xong",
        "khi nào có",
        "bao giờ có",
        "lâu không",
        "lâu hơn",
        "nhanh hơn",
        "mấy hôm",
        "mất mấy ngày",
        "mất bao lâu",
        "bao lâu thì có",
        "khi nào lấy",
        "bao giờ lấy",
        "mấy tuần",
        "mấy tháng",
        "trong bao lâu",
        "trong ngày",
        "thời hạn giải quyết",
        "thời gian giải quyết",
        "thời gian xử lý",
        "chừng mô",
        "bữa mô xong",
        "khi mô xong",
        "khi mô có",
    ),
    Facet.WHERE: (
        "ở đâu",
        "chỗ nào",
        "nơi nào",
        "cơ quan nào",
        "nộp đâu",
        "đến đâu",
        "lên đâu",
        "qua đâu",
        "ra đâu",
        "hỏi ai",
        "gặp ai",
        "nơi nộp",
        "địa chỉ",
        "tại đâu",
        "đi đâu",
        "ai giải quyết",
        "làm đâu",
        "nộp ở đâu",
        "cấp nào",
        "ai làm",
        "ai cấp",
        "thẩm quyền",
        "chỗ nao",
        "ở mô",
        "chỗ mô",
        "bên mô",
        "nộp mô",
        "nơi mô",
        *(f"{unit} {which}" for unit in _UNITS for which in ("nào", "mô", "khác", "hay phải")),
        *(f"khác {unit}" for unit in _UNITS),
        "hay phải về",
        "hay về quê",
        "phải về quê",
        "cần về quê",
        "có cần về quê",
        "có phải về quê",
        "có cần phải về quê",
        "về quê",
        "khỏi về quê",
        "về quê làm",
        "về tận quê",
        "ở đây được không",
        "ở đây luôn được không",
        "trên này được không",
        "trên này luôn được không",
        "hay phải ra",
        "hay phải lên",
    ),
    Facet.ONLINE: (
        "online",
        "onl",
        "qua mạng",
        "trực tuyến",
        "trên mạng",
        "nộp mạng",
        "làm mạng",
        "cổng dịch vụ công",
        "dịch vụ công",
        "qua vneid",
        "trên vneid",
        "bằng vneid",
        "trên điện thoại",
        "qua điện thoại",
    ),
    Facet.POSTAL: (
        "bưu điện",
        "bưu chính",
        "qua bưu điện",
        "gửi bưu điện",
        "bưu chính công ích",
        "chuyển phát",
        "vnpost",
        "gửi thư",
        "ship về nhà",
        "gửi về nhà",
        "về tận nhà",
        "trả tại nhà",
    ),
    Facet.STEPS: (
        "các bước",
        "quy trình",
        "trình tự",
        "bước nào",
        "mấy bước",
        "từng bước",
        "cách làm",
        "làm thế nào",
        "làm sao",
        "làm như thế nào",
        "thế nào",
        "như thế nào",
        "ra sao",
        "cách thức",
        "hướng dẫn",
        "làm kiểu gì",
        "phải làm gì",
        "cần làm gì",
        "làm gì",
        "ntn",
        "làm răng",
        "ra răng",
    ),
    Facet.CONDITIONS: (
        "điều kiện",
        "yêu cầu gì",
        "bao nhiêu tuổi",
        "mấy tuổi",
        "ai được",
        "đối tượng nào",
        "đối tượng",
        "trường hợp nào",
        "ai phải",
        "có được không",
        "trong mấy ngày phải",
        "trong bao nhiêu ngày phải",
        "trong bao lâu phải",
        "mấy ngày thì quá hạn",
        "bao lâu thì quá hạn",
        "bao lâu là quá hạn",
        "mấy ngày là quá hạn",
        "mấy ngày là trễ",
    ),
    Facet.RESULT: (
        "kết quả là gì",
        "kết quả gì",
        "nhận được gì",
        "được cấp gì",
        "mức trợ cấp",
        "mức hưởng",
        *_GETTING,
    ),
    Facet.FORMS: (
        "biểu mẫu",
        "mẫu đơn",
        "tờ khai",
        "mẫu nào",
        "tải mẫu",
        "mẫu số",
        "đơn mẫu",
        "mẫu tờ khai",
        "tải ở đâu",
    ),
    Facet.LEGAL_BASIS: (
        "căn cứ pháp lý",
        "văn bản nào",
        "luật nào",
        "nghị định nào",
        "thông tư nào",
        "cơ sở pháp lý",
        "quy định ở đâu",
        "căn cứ gì",
        "căn cứ nào",
        "căn cứ vào đâu",
        "căn cứ luật",
        "theo luật",
        "quy định nào",
        "dựa trên",
    ),
}

_FILLER_WORDS = frozenset(
    """
    tôi tui em mình anh chị ad admin bạn ơi à ạ ah nhé nha nhỉ vậy thế thì là có được không hông
    hok xin hỏi muốn cần phải vụ với của và hay hoặc này kia đó nào gì đi để giờ hiện làm theo ở
    tại đâu vào ra về những các một cái như nhiêu dạ vâng ok alo chào hello hi giúp dùm giùm biết
    nói ai sao khi nếu rồi mà nhưng nên sẽ đã vừa thêm nữa luôn liền ngay qua bằng trên trong từ
    đến tới bị cũng đều chỉ thôi chứ hả hen nghe cho khác việc đồng nộp gửi mất lấy tải đang hk
    rứa chừ nớ tê hè hỉ chơ nựa á ơ ủa trật
    """.split()
) - {"mất"}
"""Words that carry no topic. Compared with their accents: ``từ`` is one, ``tử`` is not."""

_FILLER_PHRASES = (
    "xin hỏi",
    "cho em hỏi",
    "cho tôi hỏi",
    "cho hỏi",
    "cho mình hỏi",
    "cho em hỏi vụ",
    "hỏi vụ",
    "muốn hỏi",
    "thủ tục",
    "bây giờ",
    "hiện nay",
    "bao nhiêu",
    "thực hiện",
    "tiến hành",
    "chuẩn bị",
    "xin chào",
    "cảm ơn",
    "trả lời",
    "so với",
    "khác gì",
    "đúng không",
    "phải không",
    "được không",
    "có phải",
    "cần phải",
    "thông tin về",
    "về việc",
    "liên quan",
    "tìm hiểu",
    "có cần",
    "có phải",
    "hỏi ai",
    "cho tôi biết",
    "cho em biết",
    "vui lòng",
    "rốt cuộc",
    "tóm lại",
    "nói chung",
)

_KEPT_PHRASES = (
    "dịch vụ", "vận tải", "nhà ở", "theo tuyến", "chào bán", "thiết bị", "chứng chỉ", "cho thuê",
    "bản sao", "sao y", "hàng không", "làm việc", "trên cạn", "hợp đồng", "trợ giúp", "thôi việc",
    "cộng đồng", "chậm nộp", "tại ngũ", "đình chỉ", "chỉ định", "nhiệm vụ", "phục vụ", "thay thế",
    "nghĩa vụ", "liền kề", "chỉ huy", "từ trần", "trang bị", "hội đồng", "nộp thừa", "địa chỉ",
    "tải trọng", "trọng tải", "cho vay", "nghiệp vụ", "bằng lái", "bằng cấp", "văn bằng",
    "thế chấp", "từ chối", "từ thiện", "chuyển đi", "chuyển đến", "qua đời", "mang thai",
    "tặng cho", "cho tặng", "cho con nuôi", "việc làm", "người làm", "y tế", "đồng sở hữu",
    "làm chứng", "theo dõi", "đi lại", "quá cảnh", "ghi vào", "mất tích", "vắc xin", "làm con",
    "cho phép", "một lần", "trong nước", "ra nước ngoài", "tại nhà", "đồng bộ", "đồng phạm",
    "tiền lương", "tiền hưu", "tiền tuất", "tiền già", "tiền trợ cấp", "tiền mai táng",
    "tiền người già", "tiền thất nghiệp", "tiền bảo hiểm", "tiền thương binh", "tiền hỗ trợ",
    "tiền chôn cất", "cho tiền", "lãnh tiền", "lĩnh tiền", "nhận tiền", "xin tiền",
    "hỗ trợ chi phí", "tiền trường", "học phí", "có tiền", "được bao nhiêu tiền", "được bao nhiêu",
    "nhận bao nhiêu", "lãnh bao nhiêu", "tien the", "bán luôn", "nghỉ luôn", "đóng luôn",
    "tiền dưỡng sức", "tiền thai sản", "thôi quốc tịch", "thôi học", "thôi làm", "nhập khẩu",
    "đối tượng", "đại lý", "cho mượn",
    *(
        f"{lasts} {how}"
        for lasts in (
            "hiệu lực", "giá trị", "giá trị trong", "dùng được", "dùng được trong", "xài được",
            "sử dụng được", "có hạn",
        )
        for how in ("bao lâu", "mấy tháng", "mấy năm", "mấy ngày", "bao nhiêu ngày")
    ),
    "thời hạn sử dụng", "hạn dùng bao lâu",
)  # fmt: skip
"""Phrases in which a word that elsewhere carries no topic is part of a name, or asks for something
else than a facet: how long a paper holds is not how long it takes to get it."""

_KEPT = "kept"

_MANY = PhraseTable(
    {
        phrase: facet.value
        for facet, phrases in FACET_PHRASES.items()
        for phrase in phrases
        if " " in phrase
    }
    | dict.fromkeys(_FILLER_PHRASES, "")
    | dict.fromkeys(_KEPT_PHRASES, _KEPT)
)
_ONE = {
    phrase: facet
    for facet, phrases in FACET_PHRASES.items()
    for phrase in phrases
    if " " not in phrase
}


_IN_A_PLACE = re.compile(
    r"\bo (?!(?:nha|tro|cung|chung|nho|voi|lai|tam|tren|nuoc|mot|1|xa)\b)(?:\w+ ){1,3}?"
    r"(?:(?:lam|nop|luon|co) ){0,2}duoc (?:khong|hong|khoi|hay|chua)\b"
)
"""On folded words: whether it can be done in a place ("ở Bắc Ninh làm được không")."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks for.

    Attributes:
        facets: in the order they are asked, without repeats.
        content: folded words that say what it is about.
        topic: the same with the facet words kept: what a rule or a guide may be about.
        telling: ``topic`` with its accents.
    """

    facets: tuple[Facet, ...]
    content: tuple[str, ...]
    topic: tuple[str, ...] = ()
    telling: tuple[str, ...] = ()


def split_question(words: Sequence[str]) -> Asked:
    """Part the facet words and the fillers of a question from what it is about.

    Phrases are compared without accents; single words with them, since a folded single word
    stands for too many (``từ``, ``tử``, ``tư``).

    Args:
        words: lower-case words, accents as typed or restored.
    """
    tokens = [fold(w) for w in words]
    asked: dict[int, Facet] = {}
    fillers: set[int] = set()
    facet_words: set[int] = set()
    kept: set[int] = set()
    for start, end, meaning in _MANY.find(tokens):
        found = {_KEPT: kept, "": fillers}.get(meaning, facet_words)
        found.update(range(start, end))
        if found is facet_words:
            asked[start] = Facet(meaning)
    whole = " ".join(tokens)
    if Facet.WHERE not in asked.values() and (place := _IN_A_PLACE.search(whole)):
        asked[whole[: place.start()].count(" ")] = Facet.WHERE
    for i, word in enumerate(words):
        if i in fillers or i in facet_words or i in kept:
            continue
        if word in _ONE:
            asked[i] = _ONE[word]
            facet_words.add(i)
        elif word in _FILLER_WORDS:
            fillers.add(i)
    facets = list(dict.fromkeys(facet for _, facet in sorted(asked.items())))
    if len(facets) > 1 and Facet.STEPS in facets:  # beside a precise facet it adds nothing
        facets.remove(Facet.STEPS)
    topic = tuple(t for i, t in enumerate(tokens) if i not in fillers)
    telling = tuple(w for i, w in enumerate(words) if i not in fillers)
    content = tuple(t for i, t in enumerate(tokens) if i not in fillers and i not in facet_words)
    return Asked(tuple(facets), content, topic, telling)
