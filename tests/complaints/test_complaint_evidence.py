import io
import sys
import zlib

import pytest
from PIL import Image
from PIL.ExifTags import Base

from complaints import evidence, filing, malware
from complaints.evidence import Checked, EvidenceRefused, Refusal, check
from complaints.models import Evidence
from tests.complaints.people import the_complaint


def picture(form="JPEG", size=(40, 30), **more):
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, form, **more)
    return out.getvalue()


def refusal_of(content):
    with pytest.raises(EvidenceRefused) as refused:
        check(content)
    return refused.value.refusal


def test_metadata_is_gone_from_images_and_the_picture_stands_upright():
    exif = Image.Exif()
    exif[Base.Make], exif[Base.Orientation] = "Điện thoại của Hoa", 6
    exif.get_ifd(0x8825)[1] = "N"
    kept = check(picture(exif=exif.tobytes()))
    image = Image.open(io.BytesIO(kept.content))
    assert image.size == (30, 40)
    assert not image.getexif()
    assert "thoại".encode() not in kept.content


@pytest.mark.parametrize(("form", "kept"), [("PNG", "image/png"), ("WEBP", "image/jpeg")])
def test_images_are_drawn_anew(form, kept):
    smuggled = picture(form) + b"<script>alert(1)</script>"
    assert check(smuggled).media_type == kept
    assert b"script" not in check(smuggled).content


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\x00 an executable that was named photo.jpg",
        b"\x7fELF\x02\x01\x01",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<!doctype html><script>alert(1)</script>",
        b"PK\x03\x04 a zip",
        b"GIF89a",
        b"#!/bin/sh\nrm -rf /",
        b"plain words",
    ],
)
def test_what_is_no_photo_sound_or_pdf_is_refused_whatever_its_name(content):
    assert refusal_of(content) == Refusal.TYPE


def test_an_executable_behind_the_first_bytes_of_an_image_is_refused():
    assert refusal_of(b"\xff\xd8\xff\xe0" + b"MZ" * 500) == Refusal.BROKEN


def test_a_file_is_ten_megabytes_at_most_and_not_empty():
    assert refusal_of(b"\xff\xd8\xff" + b"x" * evidence.MAX_BYTES) == Refusal.TOO_BIG
    assert refusal_of(b"") == Refusal.EMPTY


def test_a_small_file_with_a_gigantic_picture_is_refused_before_it_is_drawn():
    def chunk(kind, data):
        check_sum = zlib.crc32(kind + data).to_bytes(4, "big")
        return len(data).to_bytes(4, "big") + kind + data + check_sum

    head = (60_000).to_bytes(4, "big") * 2 + b"\x08\x02\x00\x00\x00"
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 99))
    assert refusal_of(bomb) == Refusal.PIXELS


def test_text_that_unpacks_without_end_is_refused():
    def chunk(kind, data):
        check_sum = zlib.crc32(kind + data).to_bytes(4, "big")
        return len(data).to_bytes(4, "big") + kind + data + check_sum

    plain = picture("PNG")
    bomb = chunk(b"zTXt", b"k\0\0" + zlib.compress(b"x" * 200_000_000))
    assert refusal_of(plain[:33] + bomb + plain[33:]) == Refusal.BROKEN


def test_a_broken_exif_does_not_break_anything():
    broken = b"\xff\xd8\xff\xe1\x00\x20Exif\0\0II*\0\xff\xff\xff\xff" + b"\xff" * 16 + picture()[2:]
    try:
        assert check(broken).media_type == "image/jpeg"
    except EvidenceRefused as exc:
        assert exc.refusal == Refusal.BROKEN


@pytest.mark.parametrize("mark", [b"/JavaScript", b"/Launch", b"/EmbeddedFile"])
def test_a_pdf_that_does_something_is_refused(mark):
    assert refusal_of(b"%PDF-1.7\n1 0 obj <<" + mark + b">>") == Refusal.ACTIVE
    assert check(b"%PDF-1.7\nwords").media_type == "application/pdf"


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"ID3\x04rest", "audio/mpeg"),
        (b"OggS rest", "audio/ogg"),
        (b"\0\0\0\x20ftypM4A rest", "audio/mp4"),
        (b"RIFF\x10\0\0\0WAVEfmt ", "audio/wav"),
    ],
)
def test_sound_is_taken(head, kind):
    assert check(head).media_type == kind


def scanner(monkeypatch, setting):
    class Settings:
        class ENVIRONMENT:
            malware_scan = setting

    monkeypatch.setattr(malware, "settings", Settings)


@pytest.mark.parametrize(("code", "refused"), [(0, None), (1, "infected"), (2, "not_scanned")])
def test_a_scanner_can_look_at_every_file(monkeypatch, code, refused):
    scanner(monkeypatch, f"command:{sys.executable} -c 'import sys; sys.exit({code})'")
    if refused is None:
        assert check(b"%PDF-1.7").media_type
    else:
        assert refusal_of(b"%PDF-1.7") == refused


def test_a_scanner_that_is_not_there_lets_nothing_through(monkeypatch, tmp_path):
    for setting in (f"clamd:{tmp_path}/none", "command:/nonexistent/scanner"):
        scanner(monkeypatch, setting)
        assert refusal_of(b"%PDF-1.7") == Refusal.NOT_SCANNED


def test_files_are_sealed_and_five_at_most(told):
    told("c")
    filing.file("c", "đồng ý", [Checked("application/pdf", b"%PDF-1.7 words")])
    row = Evidence._record.get()
    assert b"words" not in bytes(row.sealed)
    assert evidence.content_of(row) == b"%PDF-1.7 words"
    with pytest.raises(EvidenceRefused, match="too_many"):
        evidence.attach(the_complaint(), [Checked("audio/ogg", b"x")] * 5, row.at)
