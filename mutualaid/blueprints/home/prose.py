"""Pages that are mostly text: one template for each language."""

from __future__ import annotations

from typing import Any

from flask import render_template

from mutualaid.web.desk import desk_of_visitor
from mutualaid.web.language import language


def prose(page: str, **words: Any) -> str:
    """`home/<page>.<language>.html`, with somebody to call."""
    return render_template(f"home/{page}.{language()}.html", desk=desk_of_visitor(), **words)
