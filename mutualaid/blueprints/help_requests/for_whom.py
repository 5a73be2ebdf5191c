"""« C'est pour moi » or « pour un proche »: whose need it is, and who types."""

from __future__ import annotations

from typing import Any

from flask import g

from mutualaid import policies
from mutualaid.blueprints.help_requests.forms import MAIL, PERSON, RELATIVE
from mutualaid.blueprints.help_requests.origin import find_origin
from mutualaid.queries import users as queries
from mutualaid.services import help_requests, relatives, users
from mutualaid.services.help_requests import Ask
from mutualaid.services.relatives import LovedOne
from mutualaid.web import signing_in
from mutualaid.web.auth import visitor
from mutualaid.web.contact_forms import join
from mutualaid.web.session import browser, db, now
from mutualaid.web.wizard import Answers


def whom(answers: Answers) -> Any:
    """Whose need it is, as far as we know: a request's person, a loved one, or the visitor."""
    source = find_origin(answers)
    if source is not None:
        return source.user
    if is_for_somebody_new(answers):
        return None
    return find_loved_one(answers) or visitor()


def is_for_other(answers: Answers) -> bool:
    """Whether a relative asks, for somebody new or known."""
    person = whom(answers)
    return is_for_somebody_new(answers) or (person is not None and person != visitor())


def is_for_somebody_new(answers: Answers) -> bool:
    """« Pour un proche »: first name and phone are asked."""
    return find_origin(answers) is None and answers.get("ask", {}).get("for_whom") == RELATIVE


def loved_ones() -> Any:
    """For whom the visitor asked before."""
    person = visitor()
    return queries.list_loved_ones(db(), person) if person is not None else []


def find_loved_one(answers: Answers) -> Any:
    """The one who was chosen on the first page, while the visitor still speaks for her."""
    chosen = answers.get("ask", {}).get("for_whom") or ""
    user = visitor()
    if user is None or not chosen.startswith(PERSON):
        return None
    if g.get("loved_one_of") != chosen:
        g.loved_one, g.loved_one_of = queries.get_person(db(), int(chosen[len(PERSON) :])), chosen
    return g.loved_one if policies.speaks_for(user, g.loved_one) else None


def send_for(answers: Answers, ask: Ask, *, neighbourhood_id: int | None) -> dict[str, Any]:
    """Publish what a relative asks; what the last page must know."""
    by = visitor()
    carer = by or join(answers["reach"], place=None, neighbourhood_id=neighbourhood_id)
    person = find_loved_one(answers) or _introduce(answers, carer, ask, neighbourhood_id)
    published = help_requests.publish(
        db(), person, ask, by=by, now=now(), browser_id=browser().begin(), carer=carer
    )
    name = answers.get("loved_one", {}).get("first_name") or person.first_name
    return {"id": published.id, "email": _expect(carer, answers), "for_name": name}


def _introduce(answers: Answers, carer: Any, ask: Ask, neighbourhood_id: int | None) -> Any:
    told = answers["loved_one"]
    loved_one = LovedOne(told["first_name"], told["phone"], told["mails_to"] == MAIL)
    return relatives.introduce(
        db(),
        carer,
        loved_one,
        place=ask.place,
        neighbourhood_id=neighbourhood_id,
        by=visitor(),
        now=now(),
    )


def _expect(carer: Any, answers: Answers) -> str:
    """The mail or the call by which a relative who is not signed in confirms herself."""
    if visitor() is not None:
        return ""
    users.ask_confirmation(db(), carer, browser_id=browser().begin(), now=now())
    email = str(answers["reach"]["email"] or "")
    if email:
        signing_in.remember(email=email)
    return email
