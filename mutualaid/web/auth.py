"""Who is here, and who may use a route: every view declares it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import Flask, abort, g, redirect, request, url_for
from flask_login import LoginManager, current_user

from mutualaid.models import User
from mutualaid.policies import Policy, may_post, owes_second_factor
from mutualaid.web.session import browser

View = TypeVar("View", bound=Callable[..., Any])


def public(view: View) -> View:
    """Anybody, signed in or not."""
    view.access = "public"  # type: ignore[attr-defined]
    return view


def allowed(policy: Policy) -> Callable[[View], View]:
    """Only people whom `policy` lets in; the others sign in first or read « page not found »."""

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            user = visitor()
            if user is None:
                return redirect(url_for("users.enter", next=_own_path()), 303)
            if not policy(user):
                abort(404)
            return view(*args, **kwargs)

        guarded.access = policy.__name__  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return declare


def visitor() -> User | None:
    """The person signed in, or nobody."""
    user = current_user._get_current_object()
    return user if isinstance(user, User) else None


def require_visitor() -> User:
    """The person signed in; only inside an `@allowed` view."""
    user = visitor()
    if user is None:
        abort(404)
    return user


def half_signed() -> User | None:
    """Who opened the mailed link and still owes the second code: nobody, until it is given."""
    row = browser().row()
    if row is None or row.user is None or row.proved_at is not None:
        return None
    return row.user if owes_second_factor(row.user) else None


def _own_path() -> str:
    return request.full_path.rstrip("?") if request.method == "GET" else "/mon-espace"


def _load_user(_request: object) -> User | None:
    row = browser().row() if "browser" in g else None
    return row.user if row is not None and half_signed() is None else None


def init_auth(app: Flask) -> None:
    """Flask-Login reads the person from the session row; it keeps nothing in a cookie."""
    login = LoginManager(app)
    login.session_protection = None
    login.request_loader(_load_user)
    app.jinja_env.globals.update(visitor=visitor, may_post=may_post)
