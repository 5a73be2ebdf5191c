"""What a phone or a browser can do for whoever types: fill in, and show the right keys."""

from __future__ import annotations

import re
from pathlib import Path

from tests.architecture.conftest import ROOT

TEMPLATES = ROOT / "templates"
CALL = re.compile(r"ui\.text_field\(form\.(\w+)(.*?)\)\s*\}\}", re.DOTALL)
RAW = re.compile(r"<input\b[^>]*>", re.DOTALL)
OWN = {
    "first_name": "given-name", "last_name": "family-name", "phone": "tel", "email": "email",
    "line": "street-address", "town": "postal-code", "commune": "postal-code",
    "flat": "address-line2", "code": "one-time-code",
}  # fmt: skip
"""What is typed about oneself, and the browser's word for it; about others it fills in nothing."""
OF_OTHERS = {"help_requests/loved_one.html"}
KEYS = {"phone": 'type="tel"', "email": 'type="email"', "code": 'inputmode="numeric"'}


def personal_fields() -> list[tuple[str, str, str]]:
    """Each field that takes something personal: its template, its name, how it is called."""
    found = []
    for file in sorted(TEMPLATES.rglob("*.html")):
        name = str(file.relative_to(TEMPLATES))
        for field, options in CALL.findall(file.read_text()):
            if field.removeprefix("parent_") in OWN:
                found.append((name, field, options))
    return found


def fills(template: str, field: str) -> str:
    is_other = template.startswith("coordination/") or template in OF_OTHERS
    return "off" if is_other or field.startswith("parent_") else OWN[field]


def test_a_browser_knows_what_to_fill_in_and_where_to_keep_away() -> None:
    fields = personal_fields()
    assert len(fields) > 30
    wrong = [
        f'{template}: {field} needs autocomplete="{fills(template, field)}"'
        for template, field, options in fields
        if f'autocomplete="{fills(template, field)}"' not in options
    ]
    assert not wrong, "\n".join(wrong)


def test_a_phone_shows_the_keys_that_are_needed() -> None:
    wrong = [
        f"{template}: {field} needs {KEYS[kind]}"
        for template, field, options in personal_fields()
        if (kind := field.removeprefix("parent_")) in KEYS and KEYS[kind] not in options
    ]
    assert not wrong, "\n".join(wrong)
    macro = (TEMPLATES / "macros" / "forms.html").read_text()
    assert 'inputmode="{{ inputmode or type }}"' in macro, "type tel and email bring their keys"


def test_a_field_that_is_written_out_says_the_same() -> None:
    wrong = []
    for file in sorted(TEMPLATES.rglob("*.html")):
        for tag in RAW.findall(file.read_text()):
            is_typed = re.search(r'type="(?:text|search|tel|email)"', tag)
            if is_typed and "autocomplete=" not in tag:
                wrong.append(f"{file.relative_to(TEMPLATES)}: {tag[:90]}")
    assert not wrong, f"say autocomplete: {wrong}"


def test_a_number_on_a_page_is_dialled_in_one_touch() -> None:
    apart = {Path("macros/phone.html")}
    wrong = [
        str(file.relative_to(TEMPLATES))
        for file in sorted(TEMPLATES.rglob("*.html"))
        if file.relative_to(TEMPLATES) not in apart
        and "emails" not in file.parts
        and re.search(r"\|\s*phone\b", file.read_text())
    ]
    assert not wrong, f"write phone_link() of macros/phone.html: {wrong}"
