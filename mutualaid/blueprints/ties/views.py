"""`/mon-espace/contacts`: the contacts that both chose to keep, until either removes them."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug import Response

from mutualaid import policies
from mutualaid.domain.errors import NotFound
from mutualaid.queries.ties import KeptContact
from mutualaid.queries.ties import list_contacts as find_contacts
from mutualaid.services import blocks, ties
from mutualaid.web.auth import allowed, require_visitor
from mutualaid.web.row_numbers import row_number
from mutualaid.web.session import db, now

blueprint = Blueprint("ties", __name__, url_prefix="/mon-espace/contacts")


@blueprint.get("")
@allowed(policies.member)
def list_contacts() -> str:
    """Names and numbers."""
    return render_template(
        "ties/list_contacts.html", contacts=find_contacts(db(), require_visitor())
    )


@blueprint.post("/retirer")
@allowed(policies.member)
def remove() -> Response:
    """Gone for both; nobody is told."""
    me, contact = require_visitor(), _contact()
    ties.remove(db(), contact.tie, by=me, now=now())
    return redirect(url_for(".list_contacts", fait="contact_removed"), 303)


@blueprint.post("/bloquer")
@allowed(policies.member)
def block() -> Response:
    """« Je ne veux plus de contact avec cette personne »."""
    blocks.block(db(), _contact().person, by=require_visitor(), now=now())
    return redirect(url_for(".list_contacts", fait="blocked"), 303)


def _contact() -> KeptContact:
    """The one that the button names, of mine."""
    try:
        number = row_number(request.form.get("avec", ""))
    except ValueError:
        abort(400)
    for contact in find_contacts(db(), require_visitor()):
        if contact.tie.id == number:
            return contact
    raise NotFound("tie")
