"""Every address of the site, and who may open it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.routing import Rule

SNAPSHOT = Path(__file__).with_name("urls.txt")


def test_every_route_declares_who_may_use_it(whole_app: Flask) -> None:
    views = whole_app.view_functions.items()
    silent = [name for name, view in views if name != "static" and not hasattr(view, "access")]
    assert not silent, f"decorate with @public or @allowed(policy) of mutualaid.web.auth: {silent}"


def test_addresses_change_only_on_purpose(whole_app: Flask) -> None:
    rules = sorted(whole_app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint))
    now = "".join(f"{line(whole_app, rule)}\n" for rule in rules)
    if os.environ.get("UPDATE_SNAPSHOTS"):
        SNAPSHOT.write_text(now)
    hint = "mails and posters carry these addresses; if you mean it: UPDATE_SNAPSHOTS=1 make test"
    assert now == SNAPSHOT.read_text(), hint


def line(app: Flask, rule: Rule) -> str:
    """One route: its address, its methods, its name and who may use it."""
    methods = "|".join(sorted((rule.methods or set()) - {"OPTIONS", "HEAD"}))
    access = getattr(app.view_functions[rule.endpoint], "access", "public")
    return f"{rule.rule}  {methods}  {rule.endpoint}  {access}"


def test_only_the_one_click_unsubscribe_goes_without_csrf(whole_app: Flask) -> None:
    views = whole_app.view_functions.items()
    exempt = {name for name, view in views if getattr(view, "csrf_exempt", False)}
    assert len(exempt) <= 1, f"RFC 8058 needs one exempt route, not {sorted(exempt)}"
