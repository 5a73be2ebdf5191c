"""Templates and mails as plain sentences, for the tests that read what people read."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

_BLOCK = re.compile(
    r"</?(?:p|li|h\d|td|th|tr|dt|dd|div|ul|ol|dl|caption|label|legend|summary|button|br|section)\b[^>]*>"
)
_JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}", re.DOTALL)
_GAP = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_LINK_LINE = re.compile(r"https?://\S+")
FACT = re.compile(r"^[^.?!]{2,40}(?:\u00a0: | \? |: )")


def template_text(file: Path, gap: str = "x") -> str:
    """One line for each block; what is filled in later is `gap`, a name `{{ name }}`."""
    text = _JINJA.sub("", file.read_text())
    return html_text(_GAP.sub(lambda found: "{{ name }}" if "name" in found[0] else gap, text))


def html_text(html: str) -> str:
    """One line for each block, without what nobody reads."""
    html = re.sub(r"<(script|style|svg)\b.*?</\1>", "", html, flags=re.DOTALL)
    html = re.sub(r"[ \t\r\n]+", " ", html)
    text = unescape(re.sub(r"<[^>]+>", "", _BLOCK.sub("\n", html)))
    return "\n".join(line.strip(" ") for line in text.split("\n") if line.strip())


def mail_text(file: Path) -> str:
    """The text part of a kept mail: each paragraph and each fact one line, no address."""
    body = file.read_text().split("\n\n", 1)[1]
    lines: list[str] = []
    for paragraph in _LINK_LINE.sub("", body).split("\n\n"):
        for line in paragraph.split("\n"):
            begins = not lines or lines[-1] == "" or FACT.match(line) or not line.strip()
            if begins:
                lines.append(line)
            else:
                lines[-1] = f"{lines[-1]} {line}"
        lines.append("")
    return "\n".join(line.strip(" ") for line in lines if line.strip())
