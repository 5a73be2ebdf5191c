"""Which English sentences of the code and the templates have no French."""

from __future__ import annotations

from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir

from mutualaid.translations import FOLDER, FRENCH, merge

_ROOT = FOLDER.parent.parent
_KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "_l": None,
    "lazy_gettext": None,
    "lazy_ngettext": (1, 2),
    "lazy_pgettext": ((1, "c"), 2),
}
_SOURCES = [
    (_ROOT / "mutualaid", [("**.py", "python")]),
    (_ROOT / "templates", [("**.html", "jinja2"), ("**.txt", "jinja2")]),
]


def missing() -> list[str]:
    """The msgids found in mutualaid/ and templates/ that the French catalogues lack."""
    french = {_first(message.id) for message in merge(sorted(FRENCH.glob("*.po"))) if message.id}
    return sorted({msgid for msgid in used() if msgid not in french})


def used() -> set[str]:
    """Every msgid of the code and the templates, prose pages in two languages left out."""
    found: set[str] = set()
    for folder, methods in _SOURCES:
        options = {
            pattern: {"silent": "false"} for pattern, method in methods if method == "jinja2"
        }
        for _file, _line, msgid, _comments, _context in extract_from_dir(
            folder, method_map=methods, options_map=options, keywords=_KEYWORDS
        ):
            found.add(_first(msgid))
    return found - {""}


def _first(msgid: str | tuple[str, ...] | list[str]) -> str:
    """The singular of a message that counts, or the message."""
    return msgid if isinstance(msgid, str) else msgid[0]
