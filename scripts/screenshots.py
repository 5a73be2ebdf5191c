"""The pictures of the README, taken from a running demo.

make demo                                                       # in one terminal
.venv/bin/python scripts/screenshots.py READY_ADDRESS INBOX_ADDRESS   # in another
"""

from __future__ import annotations

import json
import re
import shutil
import sys
import urllib.request
from email import message_from_bytes, policy
from pathlib import Path

from playwright.sync_api import sync_playwright

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]


def fetch(address: str) -> bytes:
    """What the demo's inbox answers."""
    with urllib.request.urlopen(address) as answer:  # noqa: S310  the address is our own demo's
        return bytes(answer.read())


def proposal_link(inbox: str) -> str:
    """The first link to a proposal that the demo mailed to a helper."""
    for entry in json.loads(fetch(f"{inbox}/messages.json")):
        mail = message_from_bytes(fetch(f"{inbox}/{entry['id']}.eml"), policy=policy.default)
        if mail["List-Unsubscribe-Post"] is None:  # the ask has one; what a resident reads has not
            continue
        body = mail.get_body(("plain",))
        found = re.search(r"http\S+/proposition/[\w-]+", body.get_content() if body else "")
        if found:
            return found.group()
    raise SystemExit("No proposal in the inbox: is this the demo's inbox?")


def main(site: str, inbox: str) -> None:
    """Two pictures, as wide as a telephone."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        page = browser.new_page(viewport={"width": 390, "height": 780}, locale="fr-FR")
        for name, address in (("home", site), ("proposal", proposal_link(inbox))):
            page.goto(address)
            page.screenshot(path=str(IMAGES / f"{name}.png"))
            print(f"docs/images/{name}.png")
        browser.close()


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    main(sys.argv[1].rstrip("/"), sys.argv[2].rstrip("/"))
