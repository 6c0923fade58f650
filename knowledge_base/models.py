"""The content that staff curate, as rows: the row is the truth, a release is made from it."""

from __future__ import annotations

from django.db import models
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable
from wagtail.search import index

from contract.facets import FACET_TITLES, Facet
from knowledge_base.publishing.guard import Reviewed
from knowledge_base.publishing.models import ReleaseEvent as ReleaseEvent
from knowledge_base.publishing.models import Review as Review
from knowledge_base.publishing.spoken import Spoken
from knowledge_base.retrieval.records import Certainty, Channel, LexiconKind, Origin


class CertaintyChoice(models.TextChoices):
    """How sure a fact is, as staff read it."""

    HIGH = Certainty.HIGH.value, "Chắc chắn"
    MEDIUM = Certainty.MEDIUM.value, "Khá chắc"
    LOW = Certainty.LOW.value, "Chưa kiểm chứng"


class ChannelChoice(models.TextChoices):
    """Ways of filing."""

    COUNTER = Channel.COUNTER.value, "Trực tiếp"
    ONLINE = Channel.ONLINE.value, "Trực tuyến"
    POSTAL = Channel.POSTAL.value, "Bưu chính"


class OriginChoice(models.TextChoices):
    """Who stands behind an entry."""

    CURATED = Origin.CURATED.value, "Biên tập tại đây"
    PORTAL = Origin.PORTAL.value, "Cổng DVC quốc gia, chưa duyệt"
    REVIEWED = Origin.REVIEWED.value, "Cổng DVC quốc gia, đã duyệt"


class LexiconKindChoice(models.TextChoices):
    """Why a term differs from the official one."""

    COLLOQUIAL = LexiconKind.COLLOQUIAL.value, "Cách nói thường ngày"
    ABBREVIATION = LexiconKind.ABBREVIATION.value, "Viết tắt"
    TEENCODE = LexiconKind.TEENCODE.value, "Teencode"
    REGIONAL = LexiconKind.REGIONAL.value, "Tiếng địa phương"


FACET_CHOICES = [(facet.value, title) for facet, title in FACET_TITLES.items()]


class Dated(models.Model):
    """When something holds, how sure that is, and when it was last checked."""

    valid_from = models.DateField("hiệu lực từ", null=True, blank=True)
    valid_to = models.DateField("hiệu lực đến", null=True, blank=True)
    certainty = models.CharField(
        "độ chắc chắn", max_length=8, choices=CertaintyChoice, default=CertaintyChoice.MEDIUM
    )
    verified_on = models.DateField("kiểm tra lần cuối", null=True, blank=True)

    class Meta:
        abstract = True


class Loaded(models.Model):
    """What a row was when a file brought it: as long as it is that, it follows the files."""

    loaded_digest = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        abstract = True


class LegalDocument(Reviewed, index.Indexed, Loaded, Dated):
    """A law, decree, circular… that facts rest on."""

    number = models.CharField("số hiệu", max_length=64, unique=True)
    name = models.CharField("tên gọi", max_length=255)
    title = models.TextField("trích yếu")
    issued_on = models.DateField("ngày ban hành", null=True, blank=True)
    replaced_by = models.ForeignKey(
        "self", verbose_name="được thay bởi", null=True, blank=True, on_delete=models.SET_NULL
    )
    url = models.URLField("địa chỉ", null=True, blank=True)

    search_fields = [
        index.SearchField("number"),
        index.SearchField("name"),
        index.SearchField("title"),
        index.AutocompleteField("name"),
    ]

    class Meta:
        verbose_name = "văn bản"
        verbose_name_plural = "văn bản pháp lý"
        ordering = ["number"]

    def __str__(self) -> str:
        return self.name


class Entry(Reviewed, Spoken, index.Indexed, Loaded, ClusterableModel):
    """What a procedure, a rule and a guide have in common."""

    key = models.CharField("mã", max_length=120, unique=True)
    title = models.TextField("tên chính thức")
    plain_name = models.CharField(
        "tên gọi thường", max_length=255, help_text="Cách trợ lý gọi trong câu, viết thường."
    )
    names = models.JSONField(
        "tên dân gian", default=list, blank=True, help_text="Những cách người dân hay gọi."
    )
    field = models.CharField("lĩnh vực", max_length=255, blank=True)
    sample_questions = models.JSONField("câu hỏi mẫu", default=list, blank=True)
    origin = models.CharField(
        "nguồn", max_length=8, choices=OriginChoice, default=OriginChoice.CURATED
    )
    certainty = models.CharField(
        "độ chắc chắn", max_length=8, choices=CertaintyChoice, default=CertaintyChoice.MEDIUM
    )
    verified_on = models.DateField("kiểm tra lần cuối", null=True, blank=True)
    updated_at = models.DateTimeField("sửa lần cuối", auto_now=True)
    imported_digest = models.CharField(
        max_length=64,
        blank=True,
        editable=False,
        help_text="Bản nhập gần nhất đã ghi hoặc đề xuất.",
    )

    search_fields = [
        index.SearchField("key"),
        index.SearchField("title"),
        index.SearchField("plain_name"),
        index.AutocompleteField("title"),
    ]

    class Meta:
        abstract = True
        ordering = ["key"]

    def __str__(self) -> str:
        return self.title


class Fact(Orderable, Dated):
    """One dated statement of an entry, with what it rests on."""

    facet = models.CharField("mục", max_length=16, choices=FACET_CHOICES)
    text = models.TextField("nội dung", help_text="Một câu ngắn, dễ hiểu với người học hết lớp 9.")
    case = models.CharField("trường hợp", max_length=255, null=True, blank=True)
    channel = models.CharField(
        "cách nộp", max_length=8, choices=ChannelChoice, null=True, blank=True
    )
    originals = models.PositiveSmallIntegerField("bản chính", null=True, blank=True)
    copies = models.PositiveSmallIntegerField("bản sao", null=True, blank=True)
    form = models.CharField("mẫu", max_length=255, null=True, blank=True)
    document = models.ForeignKey(
        LegalDocument,
        verbose_name="căn cứ",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    article = models.CharField("điều khoản", max_length=255, null=True, blank=True)
    document_also = models.ForeignKey(
        LegalDocument,
        verbose_name="căn cứ thêm",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    article_also = models.CharField("điều khoản thêm", max_length=255, null=True, blank=True)

    class Meta(Orderable.Meta):
        abstract = True

    def __str__(self) -> str:
        return f"{Facet(self.facet).value}: {self.text[:60]}"


class Procedure(Entry):
    """A national administrative procedure; ``key`` is its national code."""

    levels = models.JSONField("cấp thực hiện", default=list, blank=True)
    audience = models.JSONField("đối tượng", default=list, blank=True)
    full_text = models.TextField("văn bản gốc", blank=True, editable=False)

    class Meta(Entry.Meta):
        verbose_name = "thủ tục"
        verbose_name_plural = "thủ tục hành chính"


class ProcedureFact(Fact):
    """A fact of a procedure."""

    entry = ParentalKey(Procedure, related_name="facts", on_delete=models.CASCADE)


class Rule(Entry):
    """How the one-stop mechanism works, in one respect."""

    class Meta(Entry.Meta):
        verbose_name = "quy định một cửa"
        verbose_name_plural = "quy định một cửa"


class RuleFact(Fact):
    """A fact of a rule."""

    entry = ParentalKey(Rule, related_name="facts", on_delete=models.CASCADE)


class Guide(Entry):
    """How to do something with any procedure, such as filing by post."""

    class Meta(Entry.Meta):
        verbose_name = "hướng dẫn"
        verbose_name_plural = "hướng dẫn"


class GuideFact(Fact):
    """A fact of a guide."""

    entry = ParentalKey(Guide, related_name="facts", on_delete=models.CASCADE)


class LexiconEntry(Reviewed, Loaded):
    """A word people type and the official terms it stands for."""

    term = models.CharField("từ người dân dùng", max_length=120, unique=True)
    means = models.JSONField("từ chính thức", default=list)
    kind = models.CharField("loại", max_length=16, choices=LexiconKindChoice)

    class Meta:
        verbose_name = "từ điển"
        verbose_name_plural = "từ điển"
        ordering = ["term"]

    def __str__(self) -> str:
        return self.term


class OfficeLevelChoice(models.TextChoices):
    """Levels of government that receive dossiers."""

    COMMUNE = "commune", "Cấp xã"
    PROVINCE = "province", "Cấp tỉnh"


class Office(Reviewed, Loaded, Dated):
    """A place where dossiers are received; what is not on record is empty."""

    key = models.SlugField("mã", max_length=120, unique=True)
    name = models.CharField("tên", max_length=255)
    level = models.CharField("cấp", max_length=8, choices=OfficeLevelChoice)
    area = models.CharField("địa bàn", max_length=255)
    address = models.CharField("địa chỉ", max_length=255, null=True, blank=True)
    phone = models.CharField("điện thoại", max_length=64, null=True, blank=True)
    hours = models.CharField("giờ làm việc", max_length=255, null=True, blank=True)
    document = models.ForeignKey(
        LegalDocument,
        verbose_name="căn cứ",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    article = models.CharField("điều khoản", max_length=255, null=True, blank=True)
    document_also = models.ForeignKey(
        LegalDocument,
        verbose_name="căn cứ thêm",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    article_also = models.CharField("điều khoản thêm", max_length=255, null=True, blank=True)

    class Meta:
        verbose_name = "nơi tiếp nhận"
        verbose_name_plural = "nơi tiếp nhận"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ImportedFile(models.Model):
    """A file that was imported whole: importing it again has nothing to do."""

    digest = models.CharField(max_length=64, unique=True)
    name = models.CharField("tệp", max_length=255)
    imported_at = models.DateTimeField("nhập lúc", auto_now_add=True)

    class Meta:
        verbose_name = "tệp đã nhập"
        verbose_name_plural = "tệp đã nhập"
        ordering = ["-imported_at"]

    def __str__(self) -> str:
        return self.name
