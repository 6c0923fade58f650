"""One thing at a time: what is wrong in real sources, and what becomes of it."""

import pytest

from knowledge_base.importing.codes import Code, is_test, read_code
from knowledge_base.importing.documents import decision_number, document_name, numbers_in
from knowledge_base.importing.encodings import decode, from_tcvn3, from_vni, to_unicode
from knowledge_base.importing.footers import said, without_footer
from knowledge_base.importing.glued import (
    case_of,
    cleaned_paper,
    fee_and_note,
    lines_of,
    list_of,
    papers_in,
    results_in,
    ways_in,
)
from knowledge_base.importing.records import Paper, Way
from knowledge_base.importing.wrong_body import is_of_another, names_another, share_of_title
from knowledge_base.retrieval.records import Channel


class TestCodes:
    @pytest.mark.parametrize("text", ["1.001193", " 1.001193 ", "1,001193", "1. 001193"])
    def test_a_national_code_is_read_as_it_is_written_by_people(self, text):
        assert read_code(text) == Code("1.001193")

    def test_the_variant_of_a_province_is_the_national_code(self):
        assert read_code("1.001193.000.00.00.H17") == Code("1.001193", province="H17")

    def test_zeros_that_a_spreadsheet_dropped_come_back(self):
        assert read_code("1.00119") == Code("1.001190", repaired=True)

    @pytest.mark.parametrize("text", ["", "abc", "1.00", "11.001193", "TEST_MOT_CAP", "1.0011934"])
    def test_anything_else_is_no_code(self, text):
        assert read_code(text) is None

    @pytest.mark.parametrize("code", ["TEST_MOT_CAP", "test", "2.TEST.1", "demo-3"])
    def test_rows_made_to_try_the_portal_are_known_by_their_code(self, code):
        assert is_test(code, "Thủ tục đăng ký khai sinh")

    def test_rows_made_to_try_the_portal_are_known_by_their_title(self):
        assert is_test("1.001193", "Test một cấp")

    @pytest.mark.parametrize("title", ["Cấp phép thử nghiệm xe", "Cấp chứng nhận Testosterone"])
    def test_a_real_procedure_is_no_test(self, title):
        assert not is_test("1.001193", title)


class TestFooters:
    @pytest.mark.parametrize(
        "footer",
        [
            "Từ khóaKhông có thông tinMô tảKhông có thông tin",
            "Chọn cơ quan thực hiệnTỉnh/ Thành phốBộ ngành-- Chọn Tỉnh/ Thành phố --",
            "-- Chọn Tỉnh/ Thành phố --Phường/ XãSở",
            "Hệ thống chỉ hiển thị những cơ quan đã áp dụng dịch vụ công trực tuyếnNộp hồ sơ",
        ],
    )
    def test_the_footer_of_the_page_is_cut_off(self, footer):
        assert without_footer(f"Giấy khai sinh{footer}") == ("Giấy khai sinh", True)

    def test_a_text_that_speaks_of_choosing_is_left_alone(self):
        text = "Người dân chọn tỉnh, thành phố nơi cư trú và nhập từ khóa để tìm."
        assert without_footer(text) == (text, False)

    @pytest.mark.parametrize("text", ["Không có thông tin", " không có thông tin. ", "--", "null"])
    def test_what_says_nothing_is_empty(self, text):
        assert said(text) == ""


class TestGluedWays:
    def test_a_row_without_unit_keeps_its_number_and_gets_none(self):
        assert ways_in("Trực tuyến1Miễn phíDịch vụ bưu chính1Miễn phí") == (
            Way(Channel.ONLINE, "1", "", "Miễn phí"),
            Way(Channel.POSTAL, "1", "", "Miễn phí"),
        )

    def test_headings_units_fees_and_brackets_are_parted(self):
        text = (
            "Hình thức nộpThời gianPhí, lệ phíMô tảTrực tuyến7 Ngày làm việc10,000 Việt Nam Đồng"
            "(thu 10.000 đồng (mười nghìn)/lần)Trực tiếp20 NgàyMiễn phí20 ngày kể từ ngày nhận đủ"
        )
        assert ways_in(text) == (
            Way(
                Channel.ONLINE,
                "7",
                "ngày làm việc",
                "10,000 Việt Nam Đồng(thu 10.000 đồng (mười nghìn)/lần)",
            ),
            Way(Channel.COUNTER, "20", "ngày", "Miễn phí", "20 ngày kể từ ngày nhận đủ"),
        )

    def test_what_is_not_on_record_is_empty_and_the_note_stays(self):
        (way,) = ways_in("Trực tiếpKhông có thông tinKhông có thông tinNộp tại trụ sở")
        assert way == Way(Channel.COUNTER, note="Nộp tại trụ sở")

    def test_a_bracket_behind_no_fee_is_no_fee(self):
        (way,) = ways_in("Trực tiếp3 NgàyKhông có thông tin(5)")
        assert way == Way(Channel.COUNTER, "3", "ngày", note="(5)")

    def test_where_time_ends_and_fee_starts_is_not_guessed(self):
        (way,) = ways_in("Trực tuyến110,000 Việt Nam Đồng")
        assert way == Way(Channel.ONLINE, raw="110,000 Việt Nam Đồng")

    def test_prose_is_no_table(self):
        assert ways_in("Nộp trực tiếp hoặc trực tuyến tại Bộ phận Một cửa.") == ()

    def test_a_bracket_that_never_closes_belongs_to_the_fee(self):
        assert fee_and_note("Miễn phí(theo quy định") == ("Miễn phí(theo quy định", "")


class TestGluedPapers:
    HEAD = "Tên giấy tờMẫu đơn, tờ khaiSố lượng"

    def test_papers_are_parted_at_their_counts_under_their_headings(self):
        text = (
            f"* Giấy tờ phải nộp:{self.HEAD}- Tờ khai1 bản chínhẢnh thẻ2 bản chính,1 bản sao"
            f"* Giấy tờ phải xuất trình:{self.HEAD}Hộ chiếu0 bản chính"
        )
        assert papers_in(text) == (
            Paper("Tờ khai", "Giấy tờ phải nộp", 1),
            Paper("Ảnh thẻ", "Giấy tờ phải nộp", 2, 1),
            Paper("Hộ chiếu", "Giấy tờ phải xuất trình"),
        )

    def test_digits_of_the_name_are_not_counted(self):
        (paper,) = papers_in(f"--{self.HEAD}Tờ khai theo Nghị định năm 20261 bản chính")
        assert paper == Paper("Tờ khai theo Nghị định năm 2026", None, 1)

    def test_copies_alone_are_counted(self):
        (paper,) = papers_in(f"{self.HEAD}Căn cước1 bản sao")
        assert paper == Paper("Căn cước", copies=1)

    @pytest.mark.parametrize(
        ("glued", "name", "form"),
        [
            ("Văn bản đề nghị (NA20).Mau NA20.docx", "Văn bản đề nghị (NA20)", "Mau NA20.docx"),
            ("theo Thông tư 17/2026/TT-BNNMTMẫu số 02.docx", None, "Mẫu số 02.docx"),
            ("Tờ khai cư trúCT01.doc", "Tờ khai cư trú", "CT01.doc"),
            ("đơn xin phép.doc", "đơn xin phép.doc", None),
        ],
    )
    def test_the_file_of_a_form_is_taken_off_where_that_can_be_told(self, glued, name, form):
        paper = cleaned_paper(Paper(glued))
        assert paper.form == form
        assert paper.name == (name or "theo Thông tư 17/2026/TT-BNNMT")

    def test_prose_has_no_papers(self):
        assert papers_in("Hồ sơ theo quy định của pháp luật") == ()

    @pytest.mark.parametrize("text", [None, "", "--", "* :", "Không có thông tin"])
    def test_a_heading_that_says_nothing_is_none(self, text):
        assert case_of(text) is None


class TestOtherGluedCells:
    def test_results_end_at_their_codes_and_what_follows_is_none(self):
        text = "Giấy AMã: KQ.G01.000064Giấy BMã: KQ.G01.000065Từ khóa"
        assert results_in(text) == ("Giấy A", "Giấy B")

    def test_a_list_is_split_before_capitals_and_never_inside_brackets(self):
        text = "Công dân Việt Nam, Tổ chức (không bao gồm doanh nghiệp, HTX), Cán bộ, công chức"
        assert list_of(text) == (
            "Công dân Việt Nam",
            "Tổ chức (không bao gồm doanh nghiệp, HTX)",
            "Cán bộ, công chức",
        )

    def test_steps_are_split_and_wrapped_lines_are_joined(self):
        text = "Bước 1: Nộp hồ\nsơ tại xã.Bước 2: Nhận kết quả.\n- Mang theo giấy hẹn"
        assert list(lines_of(text)) == [
            "Bước 1: Nộp hồ sơ tại xã.",
            "Bước 2: Nhận kết quả.",
            "Mang theo giấy hẹn",
        ]


class TestLegalDocuments:
    @pytest.mark.parametrize(
        ("text", "numbers"),
        [
            ("123/2015/NĐ-CPT", ["123/2015/NĐ-CP"]),
            ("85/2019/TT-BTCNghị định", ["85/2019/TT-BTC"]),
            ("60/2014/QH1360/2014/QH13", ["60/2014/QH13"]),
            ("ngày 24/06/2025140/2025/NĐ-CP", ["140/2025/NĐ-CP"]),
            ("66.7/2025/NQ-CPL", ["66.7/2025/NQ-CP"]),
            ("25/2018/TT-BNNPTNTLuật", ["25/2018/TT-BNNPTNT"]),
            ("02/2014/TTLT-TANDTC-BTPThông tư", ["02/2014/TTLT-TANDTC-BTP"]),
            ("Luật Hộ tịch", []),
        ],
    )
    def test_numbers_are_told_from_the_words_they_are_glued_to(self, text, numbers):
        assert list(numbers_in([text])) == numbers

    def test_each_is_named_once(self):
        assert numbers_in(["1/2020/NĐ-CP", "1/2020/NĐ-CP và 2/2020/NĐ-CP"]) == (
            "1/2020/NĐ-CP",
            "2/2020/NĐ-CP",
        )

    @pytest.mark.parametrize(
        ("text", "number"),
        [
            ("163/QĐ-BTP", "163/QĐ-BTP"),
            ("Quyết định số 6225/QĐ-BQP", "6225/QĐ-BQP"),
            ("SỐ 11 /QD-NHNN", "11/QĐ-NHNN"),
            ("1523/QĐ-BCA-C06", "1523/QĐ-BCA-C06"),
            ("QĐ/0001-BCA", None),
            ("-" * 5000, None),
        ],
    )
    def test_the_deciding_decision_is_read_or_not_at_all(self, text, number):
        assert decision_number(text) == number

    def test_a_document_is_called_by_its_kind(self):
        assert document_name("60/2014/QH13") == "Luật 60/2014/QH13"
        assert document_name("24/2024") == "24/2024"


class TestOldFonts:
    TCVN3 = "Thñ tôc ®¨ng ký khai sinh"
    VNI = "Thuû tuïc ñaêng kyù khai sinh"
    UNICODE = "Thủ tục đăng ký khai sinh"

    def test_tcvn3_becomes_unicode(self):
        assert to_unicode(self.TCVN3) == (self.UNICODE, "TCVN3")

    def test_vni_becomes_unicode(self):
        assert to_unicode(self.VNI) == (self.UNICODE, "VNI")

    def test_whole_sentences_become_unicode(self):
        assert from_tcvn3("quyÕt ®Þnh cña ñy ban nh©n d©n x·") == (
            "quyết định của ủy ban nhân dân xã"
        )
        assert from_vni("QUYEÁT ÑÒNH cuûa Uyû ban nhaân daân xaõ, phöôøng") == (
            "QUYẾT ĐỊNH của Uỷ ban nhân dân xã, phường"
        )

    @pytest.mark.parametrize(
        "text", ["Lái xe ô tô", "Cá nhân", "Hà Tĩnh", "Café", "10 m²", "khai sinh", "§ 5", ""]
    )
    def test_unicode_stays_as_it_is(self, text):
        assert to_unicode(text) == (text, "")

    def test_letters_and_marks_apart_are_put_together(self):
        assert to_unicode("tu\u031b\u0323") == ("tự", "")

    @pytest.mark.parametrize("text", ["kh\ufffdi sinh", "©®¨ §¦¤ ©®©"])
    def test_what_is_neither_is_kept_and_named(self, text):
        assert to_unicode(text) == (text, "unreadable")

    @pytest.mark.parametrize(
        ("encoding", "called"),
        [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("utf-16", "utf-16")],
    )
    def test_text_files_are_decoded(self, encoding, called):
        assert decode("Đăng ký".encode(encoding)) == ("Đăng ký", called)

    def test_the_code_page_of_windows_is_told_from_old_fonts(self):
        text = "Cấp giấy phép lái xe"
        windows = "Câ\u0301p giâ\u0301y phép lái xe".encode("cp1258")
        assert decode(windows) == (text, "windows-1258")
        fonts, called = decode(self.TCVN3.encode("latin-1"))
        assert (to_unicode(fonts)[0], called) == (self.UNICODE, "latin-1")


class TestWrongBodies:
    BODY = "Người yêu cầu nộp tờ khai đăng ký khai sinh cho cán bộ hộ tịch của xã. " * 6

    def test_a_body_about_something_else_is_noticed(self):
        assert is_of_another("Cấp giấy phép khai thác khoáng sản rắn", self.BODY)

    def test_a_body_about_the_title_is_not(self):
        assert not is_of_another("Thủ tục đăng ký khai sinh (cấp xã)", self.BODY)

    def test_too_little_text_is_not_judged(self):
        assert share_of_title("Cấp giấy phép khai thác khoáng sản", "Nộp tờ khai.") is None
        assert share_of_title("Khai sinh", self.BODY) is None

    def test_two_titles_of_one_code_that_share_nothing_can_not_be_one_procedure(self):
        assert names_another("Hỗ trợ phát triển sản xuất cộng đồng", "Hợp nhất công ty luật")
        assert not names_another("Đăng ký khai sinh", "Thủ tục đăng ký khai sinh tại xã")
