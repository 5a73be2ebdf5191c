"""The pictures of the README and of docs/tour.md, taken from a running demo.

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
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Literal

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
    Picture("desk", _signed_in("coordinator"), width=1280, height=900),
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
