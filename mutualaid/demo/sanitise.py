"""Makes the HTML of a received mail harmless before the inbox shows it."""

from html import escape
from html.parser import HTMLParser

DROPPED_WITH_CONTENT = {"script", "iframe", "object", "template", "noscript", "svg", "math"}
DROPPED = {"base", "embed", "form", "frame", "frameset", "input", "button", "link", "meta"}
ADDRESSES = {"href", "src", "action", "background", "cite", "poster", "srcset", "formaction"}
SAFE_SCHEMES = ("http:", "https:", "mailto:", "tel:", "sms:", "cid:", "data:image/", "#", "/")
HEAD = '<meta charset="utf-8"><base target="_blank">'
"""Links of a mail open beside the inbox, as they do in a mail program."""


class _Sanitiser(HTMLParser):
    """Copies the tags it trusts and leaves the others out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.pieces: list[str] = []
        self._hidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in DROPPED_WITH_CONTENT:
            self._hidden.append(tag)
        elif not self._hidden and tag not in DROPPED:
            kept = "".join(_written(name, value) for name, value in attrs if _trusted(name, value))
            self.pieces.append(f"<{tag}{kept}>")

    def handle_endtag(self, tag: str) -> None:
        if self._hidden:
            if tag == self._hidden[-1]:
                self._hidden.pop()
        elif tag not in DROPPED:
            self.pieces.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self._add(data)

    def handle_entityref(self, name: str) -> None:
        self._add(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._add(f"&#{name};")

    def handle_decl(self, decl: str) -> None:
        self._add(f"<!{decl}>")

    def _add(self, text: str) -> None:
        if not self._hidden:
            self.pieces.append(text)


def _trusted(name: str, value: str | None) -> bool:
    if name.startswith("on") or name == "srcdoc":
        return False
    address = "".join((value or "").split()).lower()
    return name not in ADDRESSES or address.startswith(SAFE_SCHEMES)


def _written(name: str, value: str | None) -> str:
    return f" {name}" if value is None else f' {name}="{escape(value)}"'


def harmless(html: str) -> str:
    """The same mail without anything that runs, sends or loads a frame."""
    sanitiser = _Sanitiser()
    sanitiser.feed(html)
    sanitiser.close()
    return HEAD + "".join(sanitiser.pieces)
