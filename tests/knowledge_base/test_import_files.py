"""What operators have: every format becomes the same entries, every bad input is named."""

import json
import os
import zipfile
from datetime import date

import pytest

from contract.facets import Facet
from knowledge_base.importing.files import Format, files_of, read_entries, read_file
from knowledge_base.importing.limits import MIB, Limits
from knowledge_base.importing.records import ImportRefused
from knowledge_base.retrieval.records import Certainty, Channel, Origin
from tests.support import portal_files as files
from tests.support.portal_files import BEES, HIVES

TODAY = date(2026, 11, 24)


@pytest.fixture
def read(tmp_path):
    """Read one file of a name; gives everything it says."""

    def give(path, fmt=None, limits=None):
        return read_file(path, TODAY, fmt, limits)

    return give


def texts(entry, facet):
    return [f.text for f in entry.facts if f.facet is facet]


def only(read):
    (one,) = read.imported
    return one


def reason(read):
    (skipped,) = read.skipped
    assert read.imported == ()
    return f"{skipped.what}: {skipped.reason}"


class TestPages:
    def test_a_page_becomes_a_procedure_of_the_portal(self, read, tmp_path):
        one = only(read(files.write_json(tmp_path / "p.json", files.page())))
        entry = one.entry
        assert (entry.key, entry.origin) == (BEES, Origin.PORTAL)
        assert entry.audience == ("Công dân Việt Nam", "Hợp tác xã")
        assert texts(entry, Facet.RESULT) == ["Giấy phép nuôi ong"]
        assert texts(entry, Facet.LEGAL_BASIS) == ["Luật 32/2018/QH14"]
        assert texts(entry, Facet.STEPS) == ["Bước 1: Nộp đơn.", "Bước 2: Nhận giấy."]
        assert texts(entry, Facet.CONDITIONS) == []
        (paper,) = [f for f in entry.facts if f.facet is Facet.DOSSIER]
        assert (paper.text, paper.originals, paper.case) == ("Đơn nuôi ong", 1, None)

    def test_a_time_limit_without_its_unit_is_kept_raw_and_said_so(self, read, tmp_path):
        one = only(read(files.write_json(tmp_path / "p.json", files.page())))
        online, counter = texts(one.entry, Facet.TIME_LIMIT)
        assert "ghi “1”, không ghi đơn vị" in online
        assert counter == "Nộp trực tiếp: 5 ngày làm việc."
        assert texts(one.entry, Facet.FEE)[1] == "Nộp trực tiếp: 10.000 Việt Nam Đồng (/giấy)"
        assert any("without its unit" in remark for remark in one.remarks)

    def test_the_footer_is_cut_off_and_said_so(self, read, tmp_path):
        one = only(read(files.write_json(tmp_path / "p.json", files.page())))
        assert "Chọn" not in json.dumps([f.text for f in one.entry.facts], ensure_ascii=False)
        assert any("footer" in remark for remark in one.remarks)

    def test_a_way_that_is_not_in_the_table_is_said_to_be_not_recorded(self, read, tmp_path):
        entry = only(read(files.write_json(tmp_path / "p.json", files.page()))).entry
        assert "nhận hồ sơ trực tuyến" in texts(entry, Facet.ONLINE)[0]
        assert "không ghi nhận" in texts(entry, Facet.POSTAL)[0]

    def test_what_can_not_be_taken_apart_is_kept_raw_as_unverified_and_said_so(
        self, read, tmp_path
    ):
        page = files.page(thanh_phan_ho_so="Hồ sơ theo luật", can_cu_phap_ly="Luật Chăn nuôi")
        one = only(read(files.write_json(tmp_path / "p.json", page)))
        (paper,) = [f for f in one.entry.facts if f.facet is Facet.DOSSIER]
        assert (paper.text, paper.certainty) == ("Hồ sơ theo luật", Certainty.LOW)
        assert texts(one.entry, Facet.LEGAL_BASIS) == ["Luật Chăn nuôi"]
        assert sum("raw text" in remark for remark in one.remarks) == 3

    def test_a_time_and_a_fee_that_run_together_are_unverified_and_said_so(self, read, tmp_path):
        page = files.page(cach_thuc_thuc_hien="Trực tuyến120,000 VNĐ(/tờ)")
        one = only(read(files.write_json(tmp_path / "p.json", page)))
        facts = [f for f in one.entry.facts if f.facet in (Facet.FEE, Facet.TIME_LIMIT)]
        assert {f.certainty for f in facts} == {Certainty.LOW}
        assert all("ghi liền “120,000 VNĐ(/tờ)”" in f.text for f in facts)
        assert any("can't be told apart" in remark for remark in one.remarks)

    def test_free_with_a_fee_beside_it_is_unverified(self, read, tmp_path):
        page = files.page(
            cach_thuc_thuc_hien="Trực tiếp5 NgàyMiễn phí(mức phí 2.500.000 đồng/hồ sơ)"
        )
        entry = only(read(files.write_json(tmp_path / "p.json", page))).entry
        (fee,) = [f for f in entry.facts if f.facet is Facet.FEE]
        assert fee.certainty is Certainty.LOW
        assert "2.500.000 đồng" in fee.text

    def test_a_body_of_another_procedure_is_told_by_the_code_the_page_states(self, read, tmp_path):
        path = files.write_json(tmp_path / "p.json", files.page(stated="1.014023"))
        said = reason(read(path))
        assert BEES in said
        assert "belongs to another procedure: the page shows code 1.014023" in said

    def test_one_page_under_two_codes_is_neither(self, read, tmp_path):
        pages = [files.page(detail_url="x"), files.page(HIVES, detail_url="x")]
        result = read(files.write_json(tmp_path / "p.json", pages))
        assert result.imported == ()
        assert {s.what for s in result.skipped} == {BEES, HIVES}

    def test_a_body_without_a_word_of_its_title_leaves_the_title_alone(self, read, tmp_path):
        steps = "Người lái xe nộp hồ sơ đổi bằng lái tại cơ quan cấp phép giao thông. " * 8
        path = files.write_jsonl(
            tmp_path / "p.jsonl",
            files.record(
                title="Thủ tục thu hồi tàu thuyền neo đậu lâu ngày", steps_text=steps, results=[]
            ),
        )
        one = only(read(path))
        assert one.entry.facts == ()
        assert "another procedure" in one.remarks[0]

    def test_the_day_of_the_file_stands_for_a_day_it_does_not_say(self, read, tmp_path):
        path = files.write_json(tmp_path / "p.json", files.page())
        os.utime(path, (1_790_000_000, 1_790_000_000))
        one = only(read(path))
        assert one.entry.verified_on == date(2026, 9, 21)
        assert not one.dated

    def test_a_day_that_is_yet_to_come_is_today_and_said_so(self, read, tmp_path):
        one = only(
            read(files.write_jsonl(tmp_path / "p.jsonl", files.record(snapshot="2031-01-01")))
        )
        assert one.entry.verified_on == TODAY
        assert any("2031" in remark for remark in one.remarks)


class TestDocExports:
    def test_its_tables_are_read(self, read, tmp_path):
        entry = only(read(files.write_json(tmp_path / "p.json", files.doc_export()))).entry
        (paper,) = [f for f in entry.facts if f.facet is Facet.DOSSIER]
        assert (paper.text, paper.originals, paper.copies) == ("Đơn", 1, 2)
        (fee,) = [f for f in entry.facts if f.facet is Facet.FEE]
        assert (fee.text, fee.channel) == ("Nộp trực tiếp: Phí : 5.000 Đồng", Channel.COUNTER)
        assert texts(entry, Facet.WHERE) == ["Số 1, phố Ong"]
        assert entry.levels == ("Cấp bộ",)

    def test_a_range_of_days_is_kept_as_it_is(self, read, tmp_path):
        entry = only(read(files.write_json(tmp_path / "p.json", files.doc_export()))).entry
        assert "10 -25 ngày" in texts(entry, Facet.TIME_LIMIT)[0].lower()


class TestNormalised:
    def test_all_kinds_of_records_may_stand_in_one_file(self, read, tmp_path):
        path = files.write_jsonl(
            tmp_path / "p.jsonl", files.record(), files.page(HIVES), files.doc_export("2.999997")
        )
        assert len(read(path).imported) == 3

    def test_jsonl_by_the_name_of_json_is_read_as_what_it_is(self, read, tmp_path):
        path = files.write_jsonl(tmp_path / "p.json", files.record(), files.record(id=HIVES))
        assert len(read(path).imported) == 2

    def test_the_footer_in_a_condition_is_cut_off(self, read, tmp_path):
        path = files.write_jsonl(
            tmp_path / "p.jsonl", files.record(conditions=f"Không có thông tin{files.FOOTER}")
        )
        assert texts(only(read(path)).entry, Facet.CONDITIONS) == []

    def test_a_glued_fee_is_parted(self, read, tmp_path):
        method = {
            "channel": "online",
            "time_value": 20,
            "time_unit": "Ngày",
            "fee": "Miễn phí20",
            "note": "ngày làm việc, kể từ ngày nhận đủ hồ sơ",
        }
        entry = only(
            read(files.write_jsonl(tmp_path / "p.jsonl", files.record(methods=[method])))
        ).entry
        assert texts(entry, Facet.FEE) == ["Nộp trực tuyến: Miễn phí"]
        assert "20 ngày làm việc, kể từ" in texts(entry, Facet.TIME_LIMIT)[1]

    def test_a_heading_too_long_for_its_field_goes_before_the_paper(self, read, tmp_path):
        paper = {"name": "Đơn", "case": "Trường hợp " + "rất dài " * 50, "original": 1}
        entry = only(
            read(files.write_jsonl(tmp_path / "p.jsonl", files.record(dossier=[paper])))
        ).entry
        (fact,) = [f for f in entry.facts if f.facet is Facet.DOSSIER]
        assert fact.case is None
        assert fact.text.endswith("rất dài: Đơn")

    def test_old_fonts_become_unicode_cell_by_cell_and_are_named(self, read, tmp_path):
        one = only(
            read(
                files.write_jsonl(
                    tmp_path / "p.jsonl",
                    files.record(title="Thñ tôc cÊp phÐp nu«i ong", field="Chaên nuoâi"),
                )
            )
        )
        assert one.entry.title == "Thủ tục cấp phép nuôi ong"
        assert one.entry.field == "Chăn nuôi"
        assert {"was written in TCVN3", "was written in VNI"} <= set(one.remarks)

    def test_a_text_that_can_not_be_read_is_named(self, read, tmp_path):
        one = only(
            read(files.write_jsonl(tmp_path / "p.jsonl", files.record(field="Ch\ufffdn nu\ufffdi")))
        )
        assert any("can't be read" in remark for remark in one.remarks)


class TestDuplicates:
    def test_the_same_twice_is_one_and_said_so(self, read, tmp_path):
        one = only(read(files.write_jsonl(tmp_path / "p.jsonl", files.record(), files.record())))
        assert "stands 2 times, the same each time" in one.remarks

    def test_one_code_with_two_bodies_is_neither_and_named_with_its_lines(self, read, tmp_path):
        path = files.write_jsonl(
            tmp_path / "p.jsonl",
            files.record(),
            files.record(id=f"{BEES}.000.00.00.H17", steps_text="Khác hẳn."),
            files.record(id=HIVES),
        )
        result = read(path)
        assert [one.entry.key for one in result.imported] == [HIVES]
        (skipped,) = result.skipped
        assert skipped.what == BEES
        assert "line 1, line 2" in skipped.reason

    def test_one_procedure_at_three_levels_is_three_and_said_so(self, read, tmp_path):
        path = files.write_jsonl(tmp_path / "p.jsonl", files.record(), files.record(id=HIVES))
        first, second = read(path).imported
        assert first.remarks[-1] == f"same title and body as {HIVES}"
        assert second.remarks[-1] == f"same title and body as {BEES}"

    def test_a_variant_of_a_province_is_said_to_be_one(self, read, tmp_path):
        path = files.write_jsonl(tmp_path / "p.jsonl", files.record(id=f"{BEES}.000.00.00.H17"))
        assert any("province H17" in remark for remark in only(read(path)).remarks)

    def test_a_test_row_is_left_out(self, read, tmp_path):
        path = files.write_jsonl(tmp_path / "p.jsonl", files.record(id="TEST_MOT_CAP"))
        assert "a test row" in reason(read(path))


class TestLists:
    def test_a_row_becomes_a_title_with_its_agency(self, read, tmp_path):
        one = only(read(files.write_list(tmp_path / "l.xlsx", files.list_row())))
        assert one.listed
        assert one.entry.key == BEES
        assert [f.facet for f in one.entry.facts] == [Facet.WHERE]
        assert "Ủy ban nhân dân cấp xã, Sở Ong" in one.entry.facts[0].text

    def test_a_code_that_excel_took_for_a_number_is_whole_again(self, read, tmp_path):
        one = only(read(files.write_list(tmp_path / "l.xlsx", files.list_row(1.00119))))
        assert one.entry.key == "1.001190"

    def test_a_formula_is_not_trusted_and_its_row_is_named(self, read, tmp_path):
        path = files.write_list(
            tmp_path / "l.xlsx", files.list_row(title='="Cấp"&" phép"'), files.list_row(HIVES)
        )
        result = read(path)
        assert [one.entry.key for one in result.imported] == [HIVES]
        (skipped,) = result.skipped
        assert skipped.what == f"row 3 ({BEES})"
        assert "a formula stands in ten_thu_tuc" in skipped.reason

    def test_a_row_without_title_is_named(self, read, tmp_path):
        assert "row 3" in reason(read(files.write_list(tmp_path / "l.xlsx", (BEES, None))))

    def test_a_table_with_a_body_is_more_than_a_list(self, read, tmp_path):
        path = files.write_list(
            tmp_path / "l.xlsx",
            (BEES, "Cấp phép nuôi ong", "Trực tiếp5 NgàyMiễn phí", "3"),
            headings=("Mã TTHC", "Tên thủ tục hành chính", "Cách thức thực hiện", "Thời hạn"),
        )
        one = only(read(path))
        assert not one.listed
        assert texts(one.entry, Facet.FEE) == ["Nộp trực tiếp: Miễn phí"]

    def test_a_file_without_the_headings_is_refused(self, read, tmp_path):
        path = files.write_list(tmp_path / "l.xlsx", headings=("A", "B"))
        with pytest.raises(ImportRefused, match="Mã số"):
            read(path)

    def test_too_many_rows_are_refused(self, read, tmp_path):
        path = files.write_list(tmp_path / "l.xlsx", *[files.list_row()] * 20)
        with pytest.raises(ImportRefused, match="more than 10 rows"):
            read(path, limits=Limits(rows=10))

    def test_what_a_sheet_says_of_its_size_is_not_believed(self, read, tmp_path):
        path = files.write_list(tmp_path / "l.xlsx", files.list_row())
        with zipfile.ZipFile(path) as book:
            sheet = book.read("xl/worksheets/sheet1.xml")
        grown = sheet.replace(b'ref="A1:E3"', b'ref="A1:XFD1048576"')
        assert grown != sheet
        files.with_part(path, "xl/worksheets/sheet1.xml", grown)
        assert only(read(path)).entry.key == BEES


class TestBadWorkbooks:
    def test_a_zip_bomb_is_not_opened(self, read, tmp_path):
        path = files.write_list(tmp_path / "l.xlsx", files.list_row())
        files.with_part(path, "xl/worksheets/sheet1.xml", b" " * (5 * MIB))
        with pytest.raises(ImportRefused, match="zip bomb"):
            read(path)

    def test_one_that_is_large_once_unpacked_is_not_opened(self, read, tmp_path):
        path = files.write_list(tmp_path / "l.xlsx", files.list_row())
        files.with_part(path, "xl/media/noise", os.urandom(2 * MIB))
        with pytest.raises(ImportRefused, match="unpacked"):
            read(path, limits=Limits(unpacked_mib=1))

    def test_entities_that_grow_are_not_read(self, read, tmp_path):
        path = files.write_list(tmp_path / "l.xlsx", files.list_row())
        bomb = (
            b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
            b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
            b'<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row>'
            b"</sheetData></worksheet>"
        )
        files.with_part(path, "xl/worksheets/sheet1.xml", bomb)
        with pytest.raises(ImportRefused, match=r"entities|damaged"):
            read(path)

    @pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml"])
    def test_a_damaged_part_is_refused(self, read, tmp_path, part):
        path = files.write_list(tmp_path / "l.xlsx", files.list_row())
        files.with_part(path, part, b"<worksheet><broken")
        with pytest.raises(ImportRefused, match="damaged"):
            read(path)

    def test_a_cut_off_file_is_refused(self, read, tmp_path):
        path = files.write_list(tmp_path / "l.xlsx", files.list_row())
        path.write_bytes(path.read_bytes()[:2000])
        with pytest.raises(ImportRefused, match="damaged"):
            read(path)


class TestCsv:
    @pytest.mark.parametrize("delimiter", [",", ";", "\t"])
    def test_any_delimiter_of_offices_is_read(self, read, tmp_path, delimiter):
        path = tmp_path / "l.csv"
        lines = (files.HEADINGS, (BEES, "Cấp phép nuôi ong", "Bộ", "Xã", "Chăn nuôi"))
        path.write_text("\n".join(map(delimiter.join, lines)), encoding="utf-8-sig")
        assert only(read(path)).entry.title == "Cấp phép nuôi ong"

    def test_old_code_pages_are_read_and_said_so(self, read, tmp_path):
        path = tmp_path / "l.csv"
        path.write_bytes(f"Ma so,Ten\n{BEES},CÊp phÐp nu«i ong\n".encode("latin-1"))
        result = read(path)
        assert only(result).entry.title == "Cấp phép nuôi ong"
        assert result.remarks == ("read as latin-1",)

    def test_a_formula_is_not_trusted(self, read, tmp_path):
        path = tmp_path / "l.csv"
        path.write_text(f'Mã số,Tên\n{BEES},"=HYPERLINK(""x"")"\n', encoding="utf-8")
        assert "formula" in reason(read(path))

    @pytest.mark.parametrize("text", ["a,b\n1,2\n", 'Mã số,Tên\n1.000001,"open\n'])
    def test_one_that_is_no_such_table_is_refused(self, read, tmp_path, text):
        path = tmp_path / "l.csv"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(ImportRefused):
            read(path)


class TestRefused:
    def test_a_file_that_is_too_large_is_refused_before_it_is_read(self, read, tmp_path):
        path = tmp_path / "p.jsonl"
        with path.open("wb") as file:
            file.truncate(200 * MIB)  # a hole: it takes no disk
        with pytest.raises(ImportRefused, match="200 MiB, more than the 100 MiB allowed"):
            read(path)

    @pytest.mark.parametrize(
        ("name", "start"),
        [("qd.pdf", b"%PDF-1.7"), ("qd.docx", b"PK\x03\x04"), ("qd.doc", b"\xd0\xcf\x11\xe0")],
    )
    def test_a_decision_to_be_read_by_people_is_refused_with_advice(
        self, read, tmp_path, name, start
    ):
        path = tmp_path / name
        path.write_bytes(start)
        with pytest.raises(ImportRefused, match="Take the list of procedures from the portal"):
            read(path)

    def test_json_that_mentions_a_word_file_is_no_docx(self, read, tmp_path):
        path = files.write_json(tmp_path / "p.json", files.record(url="https://x.example/word/1"))
        assert only(read(path)).entry.key == BEES

    def test_a_pdf_by_another_name_is_a_pdf(self, read, tmp_path):
        path = tmp_path / "p.json"
        path.write_bytes(b"%PDF-1.7")
        with pytest.raises(ImportRefused, match="PDF"):
            read(path)

    @pytest.mark.parametrize(
        ("name", "data", "said"),
        [
            ("p.xls", b"\xd0\xcf\x11\xe0", "save it as XLSX"),
            ("p.xlsx", b"hello", "no XLSX file"),
            ("p.json", b"", "empty"),
            ("p.json", b"{", "not JSON"),
            ("p.json", b"[" * 100_000, "not JSON"),
            ("p.json", b'{"a": 1}', "none of the known kinds"),
            ("p.json", "{}".encode("utf-16"), "UTF-8"),
            ("p.txt", b"hello", "--format"),
            ("p.csv", b"\0\0\0", "not a text file"),
        ],
    )
    def test_what_can_not_be_read_is_refused_with_the_reason(
        self, read, tmp_path, name, data, said
    ):
        path = tmp_path / name
        path.write_bytes(data)
        with pytest.raises(ImportRefused, match=said):
            read(path)

    def test_every_bad_line_is_named(self, read, tmp_path):
        path = files.write_jsonl(tmp_path / "p.jsonl", files.record(), "{", "[")
        with pytest.raises(ImportRefused, match="line 2: not JSON; line 3: not JSON"):
            read(path)

    def test_a_format_that_is_told_counts(self, read, tmp_path):
        path = files.write_jsonl(tmp_path / "p.txt", files.record())
        assert only(read(path, Format.JSONL)).entry.key == BEES


def test_a_folder_stands_for_the_files_in_it(tmp_path):
    (tmp_path / "deep").mkdir()
    first = files.write_json(tmp_path / "a.json", files.page())
    second = files.write_json(tmp_path / "deep" / "b.json", files.page(HIVES))
    (tmp_path / "readme.md").write_text("x")
    assert files_of([tmp_path, first]) == [first, second]


def test_a_path_that_is_not_there_is_an_os_error(tmp_path):
    with pytest.raises(OSError, match="nowhere"):
        files_of([tmp_path / "nowhere"])


def test_entries_alone_can_be_read(tmp_path):
    (entry,) = read_entries(files.write_jsonl(tmp_path / "p.jsonl", files.record()), TODAY)
    assert entry.key == BEES
