"""The pictures of the README, docs/tour.md and docs/guide-coordination.md, from a running demo.

make demo                                                       # in one terminal
.venv/bin/python scripts/screenshots.py READY_ADDRESS INBOX_ADDRESS   # in another
"""

from __future__ import annotations

import json
import re
import shutil
import sys
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Browser, Page, sync_playwright

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
SETTLED_MS = 400
"""After the last change of colour."""
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]


@dataclass(frozen=True)
class Demo:
    """Where the site and the inbox answer."""

    site: str
    inbox: str
    at_desk: list[Any] = field(default_factory=list)
    """The coordinator's cookies, once she came in."""

    def ask(self) -> EmailMessage:
        """The first mail that asks a helper: a resident cannot stop hers in one click."""
        for entry in json.loads(_fetch(f"{self.inbox}/messages.json")):
            raw = _fetch(f"{self.inbox}/{entry['id']}.eml")
            mail = message_from_bytes(raw, policy=policy.default)
            if mail["List-Unsubscribe-Post"] is not None and "/proposition/" in _part(
                mail, "plain"
            ):
                return mail
        raise SystemExit("No proposal in the inbox: is this the demo's inbox?")


@dataclass(frozen=True)
class Picture:
    """One page, as somebody sees it."""

    name: str
    show: Callable[[Page, Demo], None]
    width: int = 390
    height: int = 844
    scheme: Literal["light", "dark"] = "light"
    from_top: bool = True
    """Else where the page was moved to."""


def _fetch(address: str) -> bytes:
    with urllib.request.urlopen(address) as answer:  # noqa: S310  the address is our own demo's
        return bytes(answer.read())


def _part(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    return str(body.get_content()) if body else ""


def _open(path: str) -> Callable[[Page, Demo], None]:
    def show(page: Page, demo: Demo) -> None:
        page.goto(demo.site + path)

    return show


def _signed_in(role: str) -> Callable[[Page, Demo], None]:
    def show(page: Page, demo: Demo) -> None:
        page.goto(f"{demo.site}/demo/entrer/{role}")
        page.locator("main form button").click()

    return show


def _at_desk(path: str, *, at: str = "h1") -> Callable[[Page, Demo], None]:
    """A page of the coordinator's, from this part of it on."""

    def show(page: Page, demo: Demo) -> None:
        if not demo.at_desk:
            _come_to_desk(page, demo)
        page.context.add_cookies(demo.at_desk)
        page.goto(demo.site + path)
        page.locator(at).first.evaluate("part => part.scrollIntoView()")

    return show


def _come_to_desk(page: Page, demo: Demo) -> None:
    """Her second code is filled in; it opens once, so one window is kept for all pictures."""
    _signed_in("coordinator")(page, demo)
    page.wait_for_load_state()
    if page.locator("main input[name=code]").count():
        page.locator("main form button").first.click()
        page.wait_for_load_state()
    demo.at_desk.extend(page.context.cookies())


def _round(page: Page, demo: Demo) -> None:
    _at_desk("/coordination/tournees")(page, demo)
    page.locator("main a[href*='/tournees/']:not([href$=ouvrir])").first.click()
    page.wait_for_load_state()
    page.locator("h2").first.evaluate("part => part.scrollIntoView()")


def _proposal(page: Page, demo: Demo) -> None:
    link = re.search(r"http\S+/proposition/[\w-]+", _part(demo.ask(), "plain"))
    assert link, "an ask without a link"
    page.goto(link.group())


def _mail(page: Page, demo: Demo) -> None:
    page.set_content(_part(demo.ask(), "html"))


def _week(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.site}/aider")
    page.locator("main input[type=checkbox]").first.check()
    page.locator("main form button[type=submit]").first.click()
    for box in (0, 1, 8):
        page.locator("main input[type=checkbox]").nth(box).check()


def _large_and_dark(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.site}/reglages")
    page.locator("input[value=large]").check()
    page.locator("main form button[type=submit]").first.click()
    page.goto(f"{demo.site}/demander")


PICTURES = (
    Picture("home", _open("/")),
    Picture("ask", _open("/demander")),
    Picture("week", _week),
    Picture("mail", _mail),
    Picture("proposal", _proposal),
    Picture("my-space", _signed_in("resident")),
    Picture("large-and-dark", _large_and_dark, scheme="dark"),
    Picture("desk", _at_desk("/coordination"), width=1280, height=900),
    Picture(
        "guide-today",
        _at_desk("/coordination", at="main h2"),
        width=640,
        height=560,
        from_top=False,
    ),
    Picture(
        "guide-post",
        _at_desk("/coordination/nouvelle-demande"),
        width=640,
        height=560,
        from_top=False,
    ),
    Picture("guide-round", _round, width=640, height=560, from_top=False),
    Picture(
        "guide-heat", _at_desk("/coordination/canicule"), width=640, height=560, from_top=False
    ),
    Picture(
        "guide-import",
        _at_desk("/coordination/voisins/importer"),
        width=640,
        height=560,
        from_top=False,
    ),
    Picture(
        "guide-bulletin",
        _at_desk("/coordination/bulletin", at=".sheet"),
        width=640,
        height=560,
        from_top=False,
    ),
    Picture(
        "guide-map",
        _at_desk("/coordination/carte", at=".map"),
        width=640,
        height=560,
        from_top=False,
    ),
)


def take(browser: Browser, picture: Picture, demo: Demo) -> None:
    """In a browser of its own: nobody is signed in, nothing is remembered."""
    context = browser.new_context(
        viewport={"width": picture.width, "height": picture.height},
        color_scheme=picture.scheme,
        locale="fr-FR",
    )
    page = context.new_page()
    picture.show(page, demo)
    page.wait_for_load_state("networkidle")
    page.mouse.move(0, 0)
    if picture.from_top:
        page.evaluate("scrollTo(0, 0)")
    page.wait_for_timeout(SETTLED_MS)
    page.screenshot(path=str(IMAGES / f"{picture.name}.png"))
    print(f"docs/images/{picture.name}.png")
    context.close()


def main(demo: Demo) -> None:
    """All pictures, or none is new when a page cannot be reached."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        for picture in PICTURES:
            take(browser, picture, demo)
        browser.close()


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    main(Demo(sys.argv[1].rstrip("/"), sys.argv[2].rstrip("/")))
