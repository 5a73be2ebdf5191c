"""What the pages are drawn with: small, ours, and whole."""

from __future__ import annotations

import gzip
import hashlib
import json
import re

import pytest

from tests.architecture.conftest import ROOT

STATIC = ROOT / "mutualaid" / "static"
FONTS = STATIC / "fonts"
LISTED = json.loads((FONTS / "fonts.json").read_text())
STYLE = (STATIC / "style.css").read_text()
ICONS = (STATIC / "icons.svg").read_text()
KB = 1024


def test_every_font_is_the_one_whose_version_and_licence_were_written_down() -> None:
    assert {row["file"] for row in LISTED} == {file.name for file in FONTS.glob("*.woff2")}
    for row in LISTED:
        digest = hashlib.sha256((FONTS / row["file"]).read_bytes()).hexdigest()
        assert digest == row["sha256"], f"{row['file']} changed: run scripts/subset-fonts again"
        licence = (FONTS / row["licence"].removeprefix("OFL-1.1, ")).read_text()
        assert "SIL OPEN FONT LICENSE Version 1.1" in licence
        assert f"url(fonts/{row['file']}?v={digest[:12]})" in STYLE, "so that it stays in browsers"


def test_what_a_first_visit_loads_is_light() -> None:
    fonts = sum(file.stat().st_size for file in FONTS.glob("*.woff2"))
    assert fonts <= 40 * KB, f"fonts {fonts}"
    style = len(gzip.compress(STYLE.encode(), mtime=0))
    assert style <= 12 * KB, f"style sheet {style}"
    assert len(ICONS.encode()) <= 6 * KB, f"drawings {len(ICONS.encode())}"


def signs_in(row: dict[str, str]) -> set[int]:
    """What the file of this digest can write, as scripts/subset-fonts saw it."""
    pairs = [one.partition("-") for one in row["signs"].split()]
    return {s for a, _, b in pairs for s in range(int(a, 16), int(b or a, 16) + 1)}


@pytest.mark.parametrize("row", LISTED, ids=lambda row: row["file"])
def test_every_sign_that_we_write_is_in_every_font(row: dict[str, str]) -> None:
    known = signs_in(row)
    lacking = sorted(signs_of_ours() - known)
    assert not lacking, f"add to scripts/subset-fonts: {[chr(sign) for sign in lacking]}"


def signs_of_ours() -> set[int]:
    """Of the templates without their comments, and of the French catalogues' sentences."""
    text = ""
    for template in (ROOT / "templates").rglob("*.html"):
        if "emails" not in template.parts:
            text += re.sub(r"\{#.*?#\}", "", template.read_text(), flags=re.DOTALL)
    for catalogue in (ROOT / "mutualaid" / "translations" / "fr").glob("*.po"):
        text += "".join(
            re.findall(r'^(?:msgid|msgstr)?.*?"(.*)"$', catalogue.read_text(), re.MULTILINE)
        )
    return {ord(sign) for sign in text if not sign.isspace() or sign in "\u00a0\u202f "}


def test_french_can_be_set_in_every_font() -> None:
    french = "ÀÂÆÇÉÈÊËÎÏÔŒÙÛÜàâæçéèêëîïôœùûüÿ«»’–…\u00a0\u202f"
    for row in LISTED:
        known = signs_in(row)
        assert not [sign for sign in french if ord(sign) not in known], row["file"]


def test_dark_chosen_is_dark_by_night() -> None:
    blocks = [re.sub(r"\s+", " ", block) for block in re.findall(r"--page: #1b[^}]*", STYLE)]
    assert len(blocks) == 2
    assert blocks[0] == blocks[1]


def test_every_drawing_that_a_page_asks_for_is_there() -> None:
    drawn = set(re.findall(r'<symbol id="(\w+)"', ICONS))
    asked = set()
    for template in (ROOT / "templates").rglob("*.html"):
        asked |= set(re.findall(r'icon\("(\w+)"\)|drawing="(\w+)"', template.read_text()))
    named = {one or other for one, other in asked}
    assert named - {"ok", "wait", "alert"} <= drawn


def luminance(colour: str) -> float:
    """WCAG's relative luminance of #rgb or #rrggbb."""
    digits = colour.lstrip("#")
    digits = "".join(2 * d for d in digits) if len(digits) == 3 else digits
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def tokens(start: str) -> dict[str, str]:
    block = STYLE[STYLE.index(start) :].split("}", 1)[0]
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})", block))


TEXT_ON = [
    *[(ink, ground) for ground in ("page", "card", "linen") for ink in
      ("ink", "ink-2", "action", "action-strong", "visited", "brand", "error", "ok", "note")],
    *[("ink", f"{name}-tint") for name in ("error", "ok", "note", "wait")],
    *[(name, f"{name}-tint") for name in ("error", "ok", "note", "wait")],
    ("on-action", "action"), ("on-action", "action-strong"), ("ink", "chosen"),
    ("action-strong", "chosen"), ("action", "note-tint"), ("action", "error-tint"),
]  # fmt: skip
PARTS_ON = [(part, ground) for part in ("edge", "thread") for ground in ("page", "card", "linen")]


@pytest.mark.parametrize("start", [":root {", ':root[data-theme="dark"] {'])
def test_text_is_read_in_bright_sun_and_at_night(start: str) -> None:
    colours = tokens(start)
    pale = {
        f"{ink} on {ground}": round(contrast(colours[ink], colours[ground]), 2)
        for ink, ground in TEXT_ON
        if contrast(colours[ink], colours[ground]) < 7
    }
    assert not pale, f"text needs 7:1: {pale}"
    faint = {
        f"{part} on {ground}": round(contrast(colours[part], colours[ground]), 2)
        for part, ground in PARTS_ON
        if contrast(colours[part], colours[ground]) < 3
    }
    assert not faint, f"edges and stitches need 3:1: {faint}"
