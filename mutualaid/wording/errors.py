"""What an error page says: what happened, then what to do."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l


@dataclass(frozen=True)
class Action:
    """The one thing to press, and where it leads."""

    label: object
    path: str


FIRST_PAGE = Action(_l("Go to the first page"), "/")


@dataclass(frozen=True)
class ErrorWords:
    """One page's heading, its sentences and its button."""

    heading: object
    sentences: tuple[object, ...] = ()
    action: Action = FIRST_PAGE


ERRORS: dict[int, ErrorWords] = {
    400: ErrorWords(
        _l("We could not read your answer"),
        (
            _l("This page was perhaps open for a long time."),
            _l("Go back, reload the page and send your answer again."),
        ),
    ),
    401: ErrorWords(
        _l("This page asks who you are"),
        (_l("Come in with your email: there is no password."),),
        Action(_l("Come in"), "/entrer"),
    ),
    403: ErrorWords(
        _l("This page is for other people"),
        (_l("If you should be able to see it, ask the team."),),
    ),
    404: ErrorWords(
        _l("This page does not exist or has a new address"),
        (
            _l("If you copied a link, check that it is whole."),
            _l("If it comes from an email, open the latest one."),
        ),
    ),
    405: ErrorWords(
        _l("This page only takes answers from its form"),
        (_l("Go back and use the button on the page."),),
    ),
    409: ErrorWords(_l("That is no longer possible")),
    410: ErrorWords(
        _l("This page is no longer there"),
        (_l("What it was about has ended, or was erased."),),
    ),
    413: ErrorWords(
        _l("Your answer is too long for us"),
        (_l("Go back, shorten your text and send it again."),),
    ),
    422: ErrorWords(
        _l("There is something to fix in your answer"),
        (_l("Go back, look at it again and send it."),),
    ),
    429: ErrorWords(
        _l("That was many tries in a short time"),
        (_l("Nothing is lost. Try again in 15 minutes."),),
    ),
    500: ErrorWords(
        _l("The site has a problem"),
        (_l("Your answers are kept."), _l("Try again in 5 minutes.")),
    ),
    503: ErrorWords(
        _l("The site is taking a short break"),
        (_l("Your answers are kept."), _l("Try again in 5 minutes.")),
    ),
}
