"""The knowledge base as staff see it: lists, filters, and forms that say how to write."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.functional import cached_property
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
)
from wagtail.admin.ui.tables import Column, LiveStatusTagColumn
from wagtail.snippets.views.snippets import (
    EditView,
    IndexView,
    SnippetViewSet,
    SnippetViewSetGroup,
)

from knowledge_base.models import (
    Guide,
    LegalDocument,
    LexiconEntry,
    Office,
    Procedure,
    Rule,
)
from knowledge_base.retrieval.text import fold

HOW_TO_WRITE = """
<p><strong>Mỗi dòng là một ý, một câu ngắn</strong>, người học hết lớp 9 đọc là hiểu.</p>
<ul>
<li>Hồ sơ: mỗi loại giấy tờ một dòng; số bản chính, bản sao ghi ở ô riêng.</li>
<li>Con số đi cùng đơn vị và điều kiện: “15.000 đồng nếu nộp trực tiếp”.</li>
<li>Thời hạn ghi rõ ngày hay ngày làm việc, tính từ khi nào.</li>
<li>Mức nào có ngày hết hiệu lực thì ghi ngày đó; mức mới là một dòng mới, dòng cũ giữ nguyên.</li>
<li>Chưa có văn bản làm căn cứ thì chọn “Chưa kiểm chứng”: trợ lý sẽ không nói đó là sự thật.</li>
</ul>
"""


class LinesField(forms.Field):
    """A list of short texts, edited one a line."""

    widget = forms.Textarea

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("rows", 4)

    def prepare_value(self, value: Any) -> Any:
        """Show a stored list as lines."""
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:
        """Read lines; blank ones and repetitions go."""
        lines = value if isinstance(value, list) else str(value or "").splitlines()
        return list(dict.fromkeys(line.strip() for line in lines if line.strip()))

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare lists, not their spelling in the box."""
        return self.to_python(initial) != self.to_python(data)


class EntryForm(WagtailAdminModelForm):
    """Form of a rule or a guide."""

    names = LinesField(
        label="Tên dân gian",
        required=False,
        help_text="Mỗi dòng một cách gọi của người dân, ví dụ: giấy độc thân.",
    )
    sample_questions = LinesField(
        label="Câu hỏi mẫu",
        required=False,
        help_text="Mỗi dòng một câu như người dân gõ, kể cả không dấu, viết tắt. Nên có từ 5 câu.",
    )


class ProcedureForm(EntryForm):
    """Form of a procedure."""

    levels = LinesField(
        label="Cấp thực hiện", help_text="Mỗi dòng một cấp, ví dụ: Cấp xã.", required=False
    )
    audience = LinesField(
        label="Đối tượng",
        help_text="Mỗi dòng một đối tượng, ví dụ: Công dân Việt Nam.",
        required=False,
    )


class LexiconForm(WagtailAdminModelForm):
    """Form of a lexicon entry."""

    means = LinesField(label="Từ chính thức", help_text="Mỗi dòng một từ hoặc cụm từ.")


def _validity() -> MultiFieldPanel:
    """Give the panel of what every dated row has."""
    return MultiFieldPanel(
        [
            FieldRowPanel(
                [
                    FieldPanel("valid_from", help_text="Để trống nếu văn bản không ghi."),
                    FieldPanel("valid_to", help_text="Ngày cuối còn áp dụng; trống = chưa có."),
                ]
            ),
            FieldRowPanel([FieldPanel("certainty"), FieldPanel("verified_on")]),
        ],
        heading="Hiệu lực và độ chắc chắn",
    )


def _facts(**limits: int) -> InlinePanel:
    return InlinePanel(
        "facts",
        heading="Nội dung theo mục",
        label="Ý",
        panels=[
            FieldRowPanel(
                [
                    FieldPanel("facet", help_text="Mục mà người dân hỏi: hồ sơ, lệ phí…"),
                    FieldPanel("channel", help_text="Chỉ chọn khi ý này riêng cho một cách nộp."),
                ]
            ),
            FieldPanel("text"),
            FieldPanel("case", help_text="Chỉ ghi khi ý này riêng cho một trường hợp."),
            FieldRowPanel([FieldPanel("originals"), FieldPanel("copies"), FieldPanel("form")]),
            MultiFieldPanel(
                [
                    FieldPanel("document"),
                    FieldPanel("article", help_text="Ví dụ: khoản 1 Điều 16."),
                    FieldPanel("document_also"),
                    FieldPanel("article_also"),
                ],
                heading="Căn cứ",
            ),
            _validity(),
        ],
        **limits,
    )


def _entry_tabs(form: type[EntryForm], own: list[FieldPanel]) -> TabbedInterface:
    """Lay out a form: what it is called, what is said of it, how it is found."""
    name = [
        FieldPanel("title", required_on_save=True),
        FieldPanel("plain_name"),
        FieldRowPanel([FieldPanel("key", required_on_save=True), FieldPanel("field")]),
        *own,
        FieldRowPanel([FieldPanel("origin"), FieldPanel("certainty"), FieldPanel("verified_on")]),
    ]
    return TabbedInterface(
        [
            ObjectList(
                [HelpPanel(HOW_TO_WRITE, heading="Viết thế nào"), _facts()], heading="Nội dung"
            ),
            ObjectList(name, heading="Tên và phân loại"),
            ObjectList(
                [FieldPanel("names"), FieldPanel("sample_questions")], heading="Cách người dân hỏi"
            ),
        ],
        base_form_class=form,
    )


class FoldedSearchIndexView(IndexView):
    """A list whose search box forgives missing accents and letter case.

    SQLite compares accented letters byte by byte, and staff type without accents too. A list here
    has thousands of short rows, not millions: folding them is a matter of milliseconds.
    """

    def search_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the rows that have every typed word somewhere."""
        if not self.is_searching:
            return queryset
        wanted = fold(self.search_query).split()
        found = [
            pk
            for pk, *texts in queryset.values_list("pk", *self.search_fields)
            if all(word in fold(" ".join(map(str, texts))) for word in wanted)
        ]
        return queryset.filter(pk__in=found)


class _CarefulEditView(EditView):
    @cached_property
    def is_out_of_date(self) -> bool:
        """Tell whether somebody saved since the form was opened.

        Wagtail compares revisions, and takes a form that was opened before the first one for up
        to date: of two people who open what a file brought, the second wrote over the first.
        """
        known = ("overwrite_revision_id", "loaded_revision_id")
        if self.latest_revision and not any(self.request.POST.get(name) for name in known):
            return True
        return bool(super().is_out_of_date)


class _KnowledgeViewSet(SnippetViewSet):
    index_view_class = FoldedSearchIndexView
    edit_view_class = _CarefulEditView
    search_backend_name = None
    copy_view_enabled = False
    list_per_page = 50


def _certainty() -> Column:
    return Column("get_certainty_display", label="Độ chắc chắn", sort_key="certainty")


def _day(name: str, label: str) -> Column:
    """Give a column of dates, dd/mm/yyyy."""
    return Column(
        name,
        label=label,
        sort_key=name,
        accessor=lambda row: day.strftime("%d/%m/%Y") if (day := getattr(row, name)) else "",
    )


class EntryFilterSet(WagtailFilterSet):
    """Filters of rules and guides."""

    class Meta:
        model = Rule
        fields = ["certainty", "origin"]


class ProcedureFilterSet(WagtailFilterSet):
    """Filters of procedures; the fields offered are those on record."""

    field = django_filters.AllValuesFilter(label="Lĩnh vực", widget=forms.Select)

    class Meta:
        model = Procedure
        fields = ["field", "certainty", "origin"]


class GuideFilterSet(EntryFilterSet):
    """Filters of guides."""

    class Meta(EntryFilterSet.Meta):
        model = Guide


class ProcedureViewSet(_KnowledgeViewSet):
    """Procedures."""

    model = Procedure
    icon = "clipboard-list"
    menu_label = "Thủ tục"
    list_display = [
        "title",
        Column("key", label="Mã", sort_key="key"),
        Column("field", label="Lĩnh vực", sort_key="field"),
        _certainty(),
        Column("get_origin_display", label="Nguồn", sort_key="origin"),
        _day("verified_on", "Kiểm tra lần cuối"),
        LiveStatusTagColumn(),
    ]
    search_fields = ["key", "title", "plain_name", "names"]
    filterset_class = ProcedureFilterSet
    edit_handler = _entry_tabs(ProcedureForm, [FieldPanel("levels"), FieldPanel("audience")])


class RuleViewSet(_KnowledgeViewSet):
    """Rules of the one-stop mechanism."""

    model = Rule
    icon = "doc-full"
    menu_label = "Quy định"
    list_display = [
        "title",
        Column("plain_name", label="Tên gọi thường"),
        _certainty(),
        _day("verified_on", "Kiểm tra lần cuối"),
        LiveStatusTagColumn(),
    ]
    search_fields = ["key", "title", "plain_name", "names"]
    filterset_class = EntryFilterSet
    edit_handler = _entry_tabs(EntryForm, [])


class GuideViewSet(RuleViewSet):
    """Guides."""

    model = Guide
    icon = "help"
    menu_label = "Hướng dẫn"
    filterset_class = GuideFilterSet
    edit_handler = _entry_tabs(EntryForm, [])


class LegalDocumentFilterSet(WagtailFilterSet):
    """Filters of legal documents."""

    class Meta:
        model = LegalDocument
        fields = ["certainty"]


class LegalDocumentViewSet(_KnowledgeViewSet):
    """Legal documents."""

    model = LegalDocument
    icon = "openquote"
    menu_label = "Văn bản pháp lý"
    list_display = [
        "name",
        Column("number", label="Số hiệu", sort_key="number"),
        _day("valid_from", "Hiệu lực từ"),
        _day("valid_to", "Hiệu lực đến"),
        Column("replaced_by", label="Được thay bởi"),
        _certainty(),
    ]
    search_fields = ["number", "name", "title"]
    filterset_class = LegalDocumentFilterSet
    panels = [
        FieldRowPanel([FieldPanel("number"), FieldPanel("issued_on")]),
        FieldPanel("name", help_text="Cách trợ lý gọi trong dòng nguồn, ví dụ: Luật Hộ tịch 2014."),
        FieldPanel("title"),
        FieldPanel("url", help_text="Trang công bố chính thức."),
        FieldPanel("replaced_by"),
        _validity(),
    ]


class OfficeFilterSet(WagtailFilterSet):
    """Filters of offices."""

    class Meta:
        model = Office
        fields = ["level", "certainty"]


class OfficeViewSet(_KnowledgeViewSet):
    """Places where dossiers are received."""

    model = Office
    icon = "site"
    menu_label = "Nơi tiếp nhận"
    list_display = [
        "name",
        Column("area", label="Địa bàn", sort_key="area"),
        Column("address", label="Địa chỉ"),
        Column("phone", label="Điện thoại"),
        _certainty(),
    ]
    search_fields = ["name", "area", "address", "key"]
    filterset_class = OfficeFilterSet
    panels = [
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("key"), FieldPanel("level")]),
        FieldPanel("area"),
        FieldPanel(
            "address", help_text="Chưa rõ thì để trống; trợ lý sẽ nói là chưa có thông tin."
        ),
        FieldRowPanel([FieldPanel("phone"), FieldPanel("hours")]),
        FieldRowPanel([FieldPanel("document"), FieldPanel("article")]),
        _validity(),
    ]


class LexiconFilterSet(WagtailFilterSet):
    """Filters of the lexicon."""

    class Meta:
        model = LexiconEntry
        fields = ["kind"]


class LexiconViewSet(_KnowledgeViewSet):
    """Words people type, and what they stand for."""

    model = LexiconEntry
    icon = "pilcrow"
    menu_label = "Từ điển"
    list_display = [
        "term",
        Column(lambda entry: ", ".join(entry.means), label="Từ chính thức"),
        Column("get_kind_display", label="Loại", sort_key="kind"),
    ]
    search_fields = ["term", "means"]
    filterset_class = LexiconFilterSet
    edit_handler = ObjectList(
        [FieldPanel("term"), FieldPanel("means"), FieldPanel("kind")], base_form_class=LexiconForm
    )


class KnowledgeBaseGroup(SnippetViewSetGroup):
    """Everything curated, as one item of the menu."""

    menu_label = "Kho tri thức"
    menu_icon = "folder-open-inverse"
    menu_order = 100
    items = (
        ProcedureViewSet,
        RuleViewSet,
        GuideViewSet,
        LegalDocumentViewSet,
        OfficeViewSet,
        LexiconViewSet,
    )
