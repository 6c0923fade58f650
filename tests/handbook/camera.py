"""Takes a part of a page as a small PNG."""

import io
from pathlib import Path

from PIL import Image

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "images" / "can-bo"
_WIDEST = 900  # pixels; what is wider is made smaller
_TALLEST = 800  # pixels; more of a page than this nobody reads in a picture
_COLOURS = 64
_MARGIN = 8  # pixels around what is shown
_ALL_OF_A_PAGE = 4000  # pixels; a window as tall as this need not be scrolled
_BEGIN = "() => document.querySelector('main')?.getBoundingClientRect().left ?? 0"  # after the menu
_DRAWN = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
_BOX = "e => { const b = e.getBoundingClientRect(); return [b.left, b.top, b.right, b.bottom]; }"


def take(page, name, *shown, tallest=_TALLEST):
    """Write ``name.png``: the smallest part of the page that has all that is to be shown.

    Args:
        page: of the browser.
        name: of the picture, without its suffix.
        shown: locators; what the window shows without any.
        tallest: pixels of height at most, from the top of what is shown.
    """
    for one in shown:
        one.first.wait_for()
    window = page.viewport_size
    edges = _edges(shown)
    if edges and not (edges[1] >= 0 and edges[3] <= window["height"]):
        # Parts of the staff site scroll by themselves: a taller window shows them whole.
        page.set_viewport_size({**window, "height": _ALL_OF_A_PAGE})
        page.wait_for_function("height => innerHeight === height", arg=_ALL_OF_A_PAGE)
        page.evaluate(_DRAWN)
        edges = _edges(shown)
    picture = Image.open(io.BytesIO(page.screenshot(animations="disabled")))
    page.set_viewport_size(window)
    if edges:
        left, top, right, bottom = edges
        left = max(left, round(page.evaluate(_BEGIN)))
        picture = picture.crop(
            (left, max(0, top), min(picture.width, right), min(picture.height, bottom))
        )
    picture = picture.crop((0, 0, picture.width, min(picture.height, tallest)))
    if picture.width > _WIDEST:
        height = round(picture.height * _WIDEST / picture.width)
        picture = picture.resize((_WIDEST, height), Image.Resampling.LANCZOS)
    small = picture.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE)
    FOLDER.mkdir(parents=True, exist_ok=True)
    small.save(FOLDER / f"{name}.png", optimize=True)


def _edges(shown):
    """Give left, top, right and bottom of all that is shown, with a margin; None for nothing."""
    boxes = [one.first.evaluate(_BOX) for one in shown]
    if not boxes:
        return None
    least = (round(min(box[i] for box in boxes) - _MARGIN) for i in (0, 1))
    most = (round(max(box[i] for box in boxes) + _MARGIN) for i in (2, 3))
    return (*least, *most)
