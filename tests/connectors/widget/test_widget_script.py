"""The widget's script: small, safe under a strict policy, readable by old telephones."""

import gzip
import json
import re

import pytest

from connectors.models import Feedback
from connectors.widget import build, web

SCRIPT, STYLE = "/chat/widget.js", "/chat/widget.css"
LIMIT_BYTES = 15 * 1024
SOURCES = sorted(build.PARTS.glob("*.js"))


@pytest.fixture(params=SOURCES, ids=lambda path: path.stem)
def source(request):
    """One part, without its comments."""
    text = re.sub(r"/\*.*?\*/", "", request.param.read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.sub(r"(^|\s)//.*", "", text)


class TestWhatTravels:
    def test_is_small_enough_to_load_on_a_slow_phone(self, client):
        response = client.get(SCRIPT, headers={"Accept-Encoding": "gzip, br"})
        assert response["Content-Encoding"] == "gzip"
        assert len(response.content) <= LIMIT_BYTES
        assert gzip.decompress(response.content).decode() == build.script()

    def test_is_plain_for_who_can_not_unzip(self, client):
        response = client.get(SCRIPT)
        assert "Content-Encoding" not in response
        assert response.content.decode() == build.script()
        assert response["Content-Type"] == "text/javascript; charset=utf-8"

    @pytest.mark.parametrize("coding", ["", "gzip"])
    def test_is_not_sent_again_while_it_is_the_same(self, client, coding):
        accepted = {"Accept-Encoding": coding}
        first = client.get(SCRIPT, headers=accepted)
        again = client.get(SCRIPT, headers={**accepted, "If-None-Match": first["ETag"]})
        assert again.status_code == 304
        assert again.content == b""
        assert first["Vary"] == "Accept-Encoding"
        assert "max-age" in first["Cache-Control"]

    def test_the_zipped_and_the_plain_one_are_told_apart(self, client):
        zipped = client.get(SCRIPT, headers={"Accept-Encoding": "gzip"})
        assert zipped["ETag"] != client.get(SCRIPT)["ETag"]

    def test_may_be_loaded_by_pages_of_other_origins(self, client):
        assert client.get(SCRIPT)["Cross-Origin-Resource-Policy"] == "cross-origin"

    def test_looks_are_a_file_too_for_older_browsers(self, client):
        response = client.get(STYLE)
        assert response["Content-Type"] == "text/css; charset=utf-8"
        assert response.content.decode() == build.style()

    @pytest.mark.parametrize("address", [SCRIPT, STYLE])
    def test_nothing_is_written_there(self, client, address):
        assert client.post(address).status_code == 405

    def test_is_built_once(self):
        assert web._script() is web._script()


class TestParts:
    def test_each_is_in_the_script(self):
        assert {path.stem for path in SOURCES} == set(build.SCRIPTS)

    def test_markup_is_never_parsed_and_code_never_made(self, source):
        forbidden = r"\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval|Function)\b"
        assert not re.search(forbidden, source)

    def test_no_style_or_handler_is_written_inline(self, source):
        assert not re.search(
            r"cssText|createElement\(\"style\"\)|[{ ]style:|setAttribute\(\"(style|on)", source
        )

    @pytest.mark.parametrize(
        ("newer", "pattern"),
        [
            ("optional chaining", r"\?\.[\w\[(]"),
            ("nullish coalescing", r"\?\?"),
            ("private members", r"[\s.]#\w+\s*[(=;.]"),
            ("class fields", r"^  (?:static )?\w+ = "),
            ("static blocks", r"\bstatic \{"),
            ("logical assignment", r"(?:\|\||&&)="),
            ("numeric separators", r"\b\d+_\d+"),
            ("top-level await", r"^await "),
            ("newer methods", r"\.(?:at|replaceChildren|matchAll|replaceAll|flatMap|hasOwn)\("),
            ("bigint", r"\b\d+n\b"),
            ("looking behind in patterns", r"\(\?<[=!]"),
        ],
    )
    def test_no_syntax_is_newer_than_2019(self, source, newer, pattern):
        assert not re.search(pattern, source, re.MULTILINE), newer

    def test_styles_load_nothing(self):
        for path in build.PARTS.glob("*.css"):
            assert not re.search(r"url\(|@import", path.read_text(encoding="utf-8"))


class TestDocumentation:
    """What portal owners are told is what there is."""

    TOLD = (build.PARTS.parents[2] / "docs/nhung-widget.md").read_text(encoding="utf-8")
    CODE = "".join(path.read_text(encoding="utf-8") for path in SOURCES)

    def test_names_every_event(self):
        events = set(re.findall(r"\btell\(\"(\w+)\"", self.CODE))
        assert {"asked", "answered", "rated"} <= events
        assert events == set(re.findall(r"`tlmc:(\w+)`", self.TOLD))

    def test_names_every_attribute(self):
        read = set(re.findall(r"dataset\.(\w+)|\bhost\.(\w+)", self.CODE))
        names = {re.sub("([A-Z])", r"-\1", a or b).lower() for a, b in read} - {"rating"}
        names |= {"position"}
        assert names == set(re.findall(r"^\| `data-([\w-]+)`", self.TOLD, re.MULTILINE))

    def test_names_every_property_of_the_host_page(self):
        assert set(re.findall(r"--tlmc-[\w-]+", build.style())) <= set(
            re.findall(r"--tlmc-[\w-]+", self.TOLD)
        )


class TestLabels:
    def test_both_languages_have_the_same(self):
        labels = build.labels()
        assert set(labels) == {"vi", "en"}
        assert set(labels["vi"]) == set(labels["en"])
        assert all(text.strip() for named in labels.values() for text in named.values())

    def test_vietnamese_and_english_are_not_mixed_up(self):
        labels = build.labels()
        assert not any(labels["vi"][name] == text for name, text in labels["en"].items())

    def test_each_reason_has_one(self):
        assert set(Feedback.Reason.values) <= set(build.labels()["vi"])

    def test_each_that_is_used_is_there_and_each_there_is_used(self):
        code = "".join(path.read_text(encoding="utf-8") for path in SOURCES)
        used = set(re.findall(r"\bL\.(\w+)", code)) - {"code"}
        known = set(build.labels()["vi"])
        by_name = {"up", "down", "auto", "light", "dark", *Feedback.Reason.values}
        assert used | by_name == known

    def test_they_are_in_the_script_as_data(self):
        start = build.script().index("const LABELS=") + len("const LABELS=")
        found, _ = json.JSONDecoder().raw_decode(build.script()[start:])
        assert found == build.labels()
