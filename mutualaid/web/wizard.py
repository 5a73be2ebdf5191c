"""One question a page: answers kept in a draft, steps in order, nothing lost on the way back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, g, redirect, render_template, request, url_for
from werkzeug import Response as AnyResponse

from mutualaid.queries import sessions as queries
from mutualaid.services import sessions as services
from mutualaid.web.forms import Form
from mutualaid.web.session import browser, db, now

Answers = Mapping[str, Any]
"""What each page sent, by the step's name."""
Page = str | AnyResponse | Response | tuple[str, int]
CHANGE = "modifier"
"""In the address of a page that was opened from the last one, to go back there."""


def _always(_answers: Answers) -> bool:
    return True


class StepForm(Form):
    """The questions of one page."""

    def answer(self) -> dict[str, Any]:
        """What the draft keeps: plain values, by the fields' names."""
        return {name: field.data for name, field in self._fields.items()}


@dataclass(frozen=True)
class Step:
    """One page. Its name is its endpoint within the blueprint and its place in the draft."""

    name: str
    is_asked: Callable[[Answers], bool] = _always
    is_answered: Callable[[Answers], bool] | None = None

    def is_missing(self, answers: Answers) -> bool:
        """Asked, and without an answer that still holds."""
        if not self.is_asked(answers):
            return False
        if self.name not in answers:
            return True
        return self.is_answered is not None and not self.is_answered(answers)


class Wizard:
    """The pages of one form, up to `check`, where everything is read again and sent."""

    def __init__(
        self,
        form: str,
        steps: tuple[Step, ...],
        *,
        known: Callable[[], dict[str, Any]] = dict,
    ) -> None:
        self.form = form
        self.steps = steps
        self._known = known

    @property
    def answers(self) -> dict[str, Any]:
        """What this browser answered so far, over what is known without asking."""
        kept: dict[str, dict[str, Any]] = g.setdefault("wizard_answers", {})
        if self.form not in kept:
            draft = self._read(self.form)
            kept[self.form] = self._known() if draft is None else draft
        return kept[self.form]

    def has_draft(self) -> bool:
        """Whether something was answered that is not sent yet."""
        return self._read(self.form) is not None

    def missing(self, *, before: str | None = None) -> str | None:
        """The first step that has no answer yet; only those before one of them."""
        for step in self.steps:
            if step.name == before:
                return None
            if step.is_missing(self.answers):
                return step.name
        return None

    def keep(self, step: str, answer: dict[str, Any]) -> None:
        """Write what one page sent into the draft."""
        self.answers[step] = answer
        services.keep_draft(db(), browser().keep(), self.form, self.answers, now=now())

    def begin(self, answers: dict[str, Any]) -> None:
        """Open the form filled in, over whatever it held."""
        g.setdefault("wizard_answers", {})[self.form] = answers
        services.keep_draft(db(), browser().keep(), self.form, answers, now=now())

    def take(self) -> bool:
        """Take the draft away to send it; False when it was sent already."""
        row = browser().row()
        return row is not None and services.take_draft(db(), row, self.form)

    def mark_sent(self, **sent: Any) -> None:
        """What was sent, for the last page and for whoever presses twice."""
        services.keep_draft(db(), browser().keep(), f"{self.form}_sent", sent, now=now())

    def sent(self) -> dict[str, Any]:
        """What `mark_sent` noted."""
        return self._read(f"{self.form}_sent") or {}

    def _read(self, form: str) -> dict[str, Any] | None:
        row = browser().row()
        draft = queries.find_draft(db(), row, form, now=now()) if row is not None else None
        return dict(draft.answers) if draft is not None else None

    def turn(self, step: str, form: StepForm, template: str, **context: Any) -> Page:
        """One page: show it, or keep its answer and go on; first whatever was skipped."""
        skipped = self.missing(before=step)
        if skipped is not None:
            return self.go(skipped)
        if form.is_accepted():
            self.keep(step, form.answer())
            return self.onward(step)
        page = render_template(template, form=form, back_url=self.back_url(step), **context)
        return page, form.http_status

    def not_yet(self) -> AnyResponse | None:
        """Where the last page leads instead: to what is missing, or to what was sent already."""
        if request.method == "POST" and not self.has_draft():
            return self.go("sent")
        missing = self.missing()
        return self.go(missing) if missing is not None else None

    def onward(self, step: str) -> AnyResponse:
        """The next page; when something was changed from the last one, what is still missing."""
        if is_change():
            return self.go(self.missing() or "check")
        names = [each.name for each in self.steps if each.is_asked(self.answers)]
        later = names[names.index(step) + 1 :] if step in names else []
        return self.go(later[0] if later else self.missing() or "check")

    def back_url(self, step: str) -> str:
        """The page before, or the last one when it was opened from there."""
        if is_change():
            return url_for(".check")
        names = [each.name for each in self.steps if each.is_asked(self.answers)]
        place = names.index(step) if step in names else len(names)
        return url_for(f".{names[place - 1]}") if place else url_for("home.front")

    def go(self, step: str) -> AnyResponse:
        """To a page, still on the way back to the last one."""
        is_on_the_way_back = is_change() and step not in {"check", "sent"}
        return redirect(change_url(step) if is_on_the_way_back else url_for(f".{step}"), 303)


def is_change() -> bool:
    """Whether this page was opened by « Modifier »."""
    return CHANGE in request.args


def change_url(step: str) -> str:
    """« Modifier » beside an answer on the last page."""
    return f"{url_for(f'.{step}')}?{CHANGE}=1"
