"""The colours of a mail as its style sheet gives them, and how well they are read (WCAG 2.2)."""

from __future__ import annotations

import colorsys
import re

RULE = re.compile(r"([^{}@]+)\{([^{}]*)\}")
PAIRS = (
    (".sheet td", ".ground"),
    (".sheet td", ".facts"),
    ("h1", ".ground"),
    (".small", ".ground"),
    (".small a", ".ground"),
    (".sheet a.dial", ".ground"),
    (".sheet a.dial", ".facts"),
    (".main a", ".main"),
    (".other a", ".other"),
)
INLINE = {
    ".sheet td": "#2A211B", "h1": "#2A211B", ".small": "#514238", ".small a": "#10503F",
    ".main a": "#FFFFFF", ".other a": "#10503F", ".ground": "#FBF5EA", ".facts": "#FFFFFF",
    ".main": "#10503F", ".other": "#FFFFFF",
}  # fmt: skip
"""What stands on the elements themselves; each must be found in the mail."""


def declared(html: str, theme: str) -> list[tuple[str, str, str]]:
    """Each pair of ink and ground of a theme: the name, the ink, the ground."""
    sheet = html.split("<style>")[1].split("</style>", maxsplit=1)[0]
    light, dark = sheet.split("@media (prefers-color-scheme: dark){")
    assert not [colour for colour in INLINE.values() if colour not in html]
    colours = {**INLINE, **_colours(light)}
    if theme == "dark":
        colours |= _colours(dark)
        assert [name for name in INLINE if colours[name] == INLINE[name]] == []
    return [(f"{ink} on {ground}", colours[ink], colours[ground]) for ink, ground in PAIRS]


def _colours(sheet: str) -> dict[str, str]:
    found = {}
    for names, body in RULE.findall(sheet):
        colour = re.search(r"(?:^|;)(?:color|background):(#\w{6})", body)
        if colour:
            found |= {name.strip(): colour[1] for name in names.split(",")}
    return found


def _channels(colour: str) -> list[float]:
    return [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]


def _luminance(colour: str) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
        for part in _channels(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(ink: str, ground: str) -> float:
    """From 1 to 21."""
    low, high = sorted((_luminance(ink), _luminance(ground)))
    return (high + 0.05) / (low + 0.05)


def flipped(colour: str) -> str:
    """The same hue with its lightness turned over, as mail programs do that invert."""
    hue, light, saturation = colorsys.rgb_to_hls(*_channels(colour))
    parts = colorsys.hls_to_rgb(hue, 1 - light, saturation)
    return "#" + "".join(f"{round(part * 255):02X}" for part in parts)
