"""A page as a test sees it: its text, its forms, and the faults that no page may have."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser

from tests.support.wording import NEVER

VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
UNLABELLED_TYPES = frozenset({"hidden", "submit", "button", "image", "reset"})


@dataclass
class Form:
    """One form: where it goes and what it would send if nobody touched it."""

    method: str
    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    names: set[str] = field(default_factory=set)


@dataclass
class Element:
    """A tag with its attributes and the text inside it."""

    tag: str
    attributes: dict[str, str]
    text: str = ""


class Page(HTMLParser):
    """Parsed once; `faults()` lists what is wrong with it in words that say what to do."""

    def __init__(self, html: str, path: str) -> None:
        super().__init__(convert_charrefs=True)
        self.html, self.path = html, path
        self.elements: list[Element] = []
        self.forms: list[Form] = []
        self._open: list[Element] = []
        self._form: Form | None = None
        self._select: str | None = None
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag == "form":
            method = element.attributes.get("method", "get").lower()
            self._form = Form(method, element.attributes.get("action", ""))
            self.forms.append(self._form)
        self._note_field(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        for depth in range(len(self._open) - 1, -1, -1):
            if self._open[depth].tag == tag:
                closed = self._open[depth]
                del self._open[depth:]
                self._close_field(closed)
                return

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text += data

    def _note_field(self, element: Element) -> None:
        form, attributes = self._form, element.attributes
        name = attributes.get("name", "")
        if form is None:
            return
        if element.tag == "button" and name:
            form.buttons.append((name, attributes.get("value", "")))
        elif element.tag == "select":
            self._select = name
            form.names.add(name)
        elif element.tag == "option" and self._select and "selected" in attributes:
            form.fields.append((self._select, attributes.get("value", "")))
        elif element.tag in {"input", "textarea"} and name:
            form.names.add(name)
            kind = attributes.get("type", "text")
            ticked = kind not in {"radio", "checkbox"} or "checked" in attributes
            if element.tag == "input" and kind not in {"submit", "button"} and ticked:
                form.fields.append((name, attributes.get("value", "")))

    def _close_field(self, element: Element) -> None:
        if element.tag == "textarea" and self._form is not None:
            text = element.text.removeprefix("\n")
            self._form.fields.append((element.attributes.get("name", ""), text))
        elif element.tag == "select":
            self._select = None
        elif element.tag == "form":
            self._form = None

    def all(self, tag: str) -> list[Element]:
        """Every element of one kind, in order."""
        return [element for element in self.elements if element.tag == tag]

    def numbers_in_main(self) -> set[str]:
        """What can be dialled or written to by SMS, the foot of every page left out."""
        main = self.html.split("<main", 1)[-1].split("</main>", 1)[0]
        return set(re.findall(r'href="((?:tel|sms):[^"]+)"', main))

    @property
    def heading(self) -> str:
        """The page's h1."""
        return words(self.all("h1")[0].text) if self.all("h1") else ""

    @property
    def text(self) -> str:
        """What a person reads between the header and the footer, spaces made plain."""
        return words(self.all("main")[0].text) if self.all("main") else words(self.html)

    def post_form(self, containing: str = "") -> Form:
        """The page's POST form, the one with a field or a button of this name if it has several."""
        for form in self.forms:
            names = form.names | {name for name, _ in form.buttons}
            if form.method == "post" and (not containing or containing in names):
                return form
        raise AssertionError(f"{self.path} has no POST form with a field {containing!r}")

    def faults(self) -> list[str]:
        """Everything that a page of this house may not have."""
        return [
            *self._faults_of_heading(),
            *self._faults_of_ids(),
            *self._faults_of_labels(),
            *self._faults_of_policy(),
            *self._faults_of_words(),
        ]

    def _faults_of_heading(self) -> list[str]:
        faults = []
        headings = self.all("h1")
        if len(headings) != 1:
            faults.append(f"one h1 a page, here {len(headings)}")
        titles = [words(element.text) for element in self.all("title")]
        bare = re.sub(r"^(Erreur ?:|Error:) ?", "", titles[0]) if titles else None
        if headings and bare != self.heading:
            faults.append(f"the title {titles} must be the h1 {self.heading!r}")
        html = self.all("html")
        language = html[0].attributes.get("lang") if html else None
        expected = "en" if re.match(r"/en(/|$|\?)", self.path) else "fr"
        if language != expected:
            faults.append(f"lang is {language!r}, the address says {expected!r}")
        return faults

    def _faults_of_ids(self) -> list[str]:
        ids = Counter(e.attributes["id"] for e in self.elements if "id" in e.attributes)
        faults = [f"id {name!r} stands {n} times" for name, n in ids.items() if n > 1]
        for element in self.elements:
            for attribute in ("for", "aria-describedby", "aria-labelledby"):
                names = element.attributes.get(attribute, "").split()
                faults += [f"{attribute}={n!r} points at nothing" for n in names if n not in ids]
        return faults

    def _faults_of_labels(self) -> list[str]:
        labelled = {label.attributes.get("for") for label in self.all("label")}
        faults = []
        for element in self.elements:
            kind = element.attributes.get("type", "text")
            is_field = element.tag in {"select", "textarea"} or (
                element.tag == "input" and kind not in UNLABELLED_TYPES
            )
            named = {"aria-label", "aria-labelledby"} & element.attributes.keys()
            if is_field and not named and element.attributes.get("id") not in labelled:
                faults.append(f"the field {element.attributes.get('name')!r} has no label")
            if element.tag == "img" and "alt" not in element.attributes:
                faults.append(f"the image {element.attributes.get('src')!r} has no alt")
        return faults

    def _faults_of_policy(self) -> list[str]:
        faults = []
        for element in self.elements:
            inline = [name for name in element.attributes if name == "style" or name[:2] == "on"]
            if inline or element.tag == "style":
                faults.append(f"<{element.tag} {' '.join(inline)}>: style and script stay in files")
            if element.tag == "script" and "src" not in element.attributes:
                faults.append("a script without src: the content policy refuses it")
        naked = [form for form in self.forms if form.method == "post" and "csrf" not in form.names]
        return faults + [f"the form to {form.action!r} has no csrf_field()" for form in naked]

    def _faults_of_words(self) -> list[str]:
        is_french = any(element.attributes.get("lang") == "fr" for element in self.all("html"))
        found = set(NEVER.findall(self.text)) - {"bientôt"} if is_french else set()
        return [f"never on screen: {sorted(found)}"] if found else []  # « à bientôt » people write


def words(text: str) -> str:
    """Text with every run of white space, the no-break ones included, as one plain space."""
    return " ".join(text.split())
