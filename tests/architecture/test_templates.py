"""Templates stand where their views say, and no form goes without its protection."""

from __future__ import annotations

import re
from pathlib import Path

from tests.architecture.conftest import ROOT

TEMPLATES = ROOT / "templates"
NOT_VIEWS = {"layouts", "macros", "emails", "errors", "wizard"}
"""`wizard` holds the questions that asking and offering share."""
TWO_READERS = {"proposals/helper.html", "proposals/resident.html"}
"""One address, two people: the token says which of them reads."""
NAMED = re.compile(r"""["'](\w+/[\w.-]+\.html)["']""")
POST_FORM = re.compile(
    r"<form\b[^>]*method=[\"']?post[^>]*>(.*?)</form>", re.DOTALL | re.IGNORECASE
)


def test_every_page_template_has_the_name_of_its_view() -> None:
    orphans = []
    for template in TEMPLATES.glob("*/*.html"):
        feature, view = template.parent.name, template.name.split(".")[0]
        is_page = feature not in NOT_VIEWS and not view.startswith("_")
        if not is_page or f"{feature}/{template.name}" in TWO_READERS:
            continue
        sources = (ROOT / "mutualaid" / "blueprints" / feature).glob("*.py")
        if not any(re.search(rf"\bdef {view}\(", file.read_text()) for file in sources):
            orphans.append(f"{feature}/{template.name}")
    assert not orphans, f"no view of that name in blueprints/<feature>/: {orphans}"


def test_every_template_that_a_view_names_exists() -> None:
    missing = [
        f"{source.relative_to(ROOT)}: {name}"
        for source in (ROOT / "mutualaid" / "blueprints").rglob("*.py")
        for name in NAMED.findall(source.read_text())
        if not (TEMPLATES / name).exists()
    ]
    assert not missing, missing


def test_every_post_form_carries_its_csrf_field() -> None:
    naked = [
        str(template.relative_to(ROOT))
        for template in TEMPLATES.rglob("*.html")
        for body in POST_FORM.findall(template.read_text())
        if "csrf_field()" not in body
    ]
    assert not naked, f"use {{% call ui.form() %}}, or write {{{{ csrf_field() }}}}: {naked}"


def test_templates_never_trust_text() -> None:
    unsafe = [
        str(template.relative_to(ROOT))
        for template in TEMPLATES.rglob("*.html")
        if re.search(r"\|\s*safe\b|autoescape\s+false", template.read_text())
    ]
    assert not unsafe, f"return Markup from Python, where it can be reviewed: {unsafe}"


def line_counts(paths: list[Path]) -> dict[str, int]:
    return {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in paths}


def test_a_template_fits_on_two_screens() -> None:
    long = {name: n for name, n in line_counts([*TEMPLATES.rglob("*.html")]).items() if n > 120}
    assert not long, f"move a part to a macro or a partial (_name.html): {long}"
