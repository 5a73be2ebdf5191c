"""Two ways through the same pages: the keyboard alone, or a finger where no script runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from playwright.sync_api import ElementHandle, Page

MOST_STOPS = 120
_STOP = """
(target) => {
  const here = document.activeElement;
  const shown = ["checkbox", "radio"].includes(here.type) ? here.labels[0] : here;
  const style = getComputedStyle(shown);
  const box = shown.getBoundingClientRect();
  const isRinged = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const isInSight = box.bottom > 0 && box.top < innerHeight
    && box.right > 0 && box.left < innerWidth;
  return {
    isThere: here === target,
    isSibling: here.type === "radio" && here.name === target.name && here.form === target.form,
    isLost: here !== document.body && !here.hasAttribute("tabindex") && !(isRinged && isInSight),
    who: here.outerHTML.slice(0, 120),
  };
}
"""


class Driver(Protocol):
    """What somebody does on a page, whatever with."""

    page: Page

    def open(self, path: str) -> None:
        """As from a mail or a bookmark."""

    def choose(self, name: str, value: str) -> None:
        """Tick a box, or one of several answers."""

    def write(self, name: str, text: str) -> None:
        """Fill in a field."""

    def press(self, name: str = "", value: str = "") -> None:
        """The form's button: the only one, or the one that says this."""

    def follow(self, path: str) -> None:
        """A link whose address ends like this."""


def button_of(name: str, value: str) -> str:
    """Where this button stands."""
    if name:
        return f'main button[name="{name}"][value="{value}"]'
    plain = "button:not([name]):not([tabindex])"
    return f"main form:not([action]) {plain}, main form:not(.sign-out) {plain}"


def input_of(name: str, value: str = "") -> str:
    """Where this field stands."""
    return f'main [name="{name}"]' + (f'[value="{value}"]' if value else "")


class Keyboard:
    """Tab, Shift+Tab, Space, Enter and arrows; at each stop one must see where one is."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.stops = 0

    def open(self, path: str) -> None:
        self.page.goto(path)

    def choose(self, name: str, value: str) -> None:
        target = self._find(input_of(name, value))
        is_radio = target.get_attribute("type") == "radio"
        self._walk(target, to_group=is_radio)
        if not self._stop(target)["isThere"]:
            for _ in range(MOST_STOPS):
                self.page.keyboard.press("ArrowDown")
                if self._stop(target)["isThere"]:
                    break
        if not target.is_checked():
            self.page.keyboard.press("Space")
        assert target.is_checked(), f"{name}={value} cannot be ticked by keyboard"

    def write(self, name: str, text: str) -> None:
        self._walk(self._find(input_of(name)))
        self.page.keyboard.type(text)

    def press(self, name: str = "", value: str = "") -> None:
        self._leave_by(button_of(name, value))

    def follow(self, path: str) -> None:
        self._leave_by(f'main a[href$="{path}"]')

    def send(self, path: str) -> None:
        """The button of the form that goes there."""
        self._leave_by(f'main form[action$="{path}"] button')

    def unfold(self, words: str) -> None:
        """The line that says this, as long as it is folded."""
        self._walk(self._find(f'main summary:has-text("{words}")'))
        self.page.keyboard.press("Enter")

    def _leave_by(self, selector: str) -> None:
        self._walk(self._find(selector))
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def _find(self, selector: str) -> ElementHandle:
        found = self.page.query_selector(selector)
        assert found is not None, f"{self.page.url} has no {selector}"
        return found

    def _walk(self, target: ElementHandle, *, to_group: bool = False) -> None:
        """Forwards from where one is; backwards when it was passed."""
        for key in ["Tab"] * MOST_STOPS:
            at = self._stop(target)
            if at["isThere"] or (to_group and at["isSibling"]):
                return
            self.page.keyboard.press(key)
        raise AssertionError(f"{self.page.url}: {MOST_STOPS} times Tab, and not there")

    def _stop(self, target: ElementHandle) -> dict[str, object]:
        self.stops += 1
        at: dict[str, object] = self.page.evaluate(_STOP, target)
        assert not at["isLost"], f"{self.page.url}: nobody sees where one is: {at['who']}"
        return at


class Finger:
    """Taps on labels, buttons and links; counts what it costs."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.taps = 0
        self.typed = 0
        self.answers = 0
        self.screens: list[str] = []

    def open(self, path: str) -> None:
        self.page.goto(path)
        self._arrive()

    def choose(self, name: str, value: str) -> None:
        field = self.page.locator(input_of(name, value))
        self._tap(f'main label[for="{field.get_attribute("id")}"]')
        assert field.is_checked(), f"{name}={value} cannot be ticked by hand"
        self.answers += 1

    def write(self, name: str, text: str) -> None:
        self.page.locator(input_of(name)).fill(text)
        self.typed += 1
        self.answers += 1

    def press(self, name: str = "", value: str = "") -> None:
        self._leave_by(button_of(name, value))

    def follow(self, path: str) -> None:
        self._leave_by(f'main a[href$="{path}"]')

    def _leave_by(self, selector: str) -> None:
        with self.page.expect_navigation():
            self._tap(selector)
        self._arrive()

    def _tap(self, selector: str) -> None:
        self.page.locator(selector).first.tap()
        self.taps += 1

    def _arrive(self) -> None:
        self.screens.append(self.page.url)
