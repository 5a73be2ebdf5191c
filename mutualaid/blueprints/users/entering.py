"""`/entrer`: a mailed link or six digits; the pages of a mailbox that nobody knows are the same."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask_babel import gettext

from mutualaid.blueprints.users.blueprint import BOTH, Page, blueprint
from mutualaid.blueprints.users.forms import CodeForm, EnterForm, WhoForm
from mutualaid.policies import member
from mutualaid.queries import users as queries
from mutualaid.services import sessions, sign_ins, users
from mutualaid.services.sign_ins import Entry, LinkState
from mutualaid.web import signing_in
from mutualaid.web.auth import allowed, half_signed, public, require_visitor, visitor
from mutualaid.web.desk import desk_of_visitor, zone
from mutualaid.web.pace import even_paced
from mutualaid.web.session import browser, db, now


@blueprint.route("/entrer", methods=BOTH)
@public
@even_paced
def enter() -> Page:
    """« Quel est votre e-mail ? »."""
    wanted = request.args.get("next", "")
    here = visitor()
    if request.method == "GET" and (here is not None or half_signed() is not None):
        return signing_in.onward(coordinates=bool(here and here.coordinations), wanted=wanted)
    form = EnterForm.read()
    if form.is_accepted() and _ask_link(form, wanted):
        return redirect(url_for("users.sent"), 303)
    page = render_template("users/enter.html", form=form, desk=desk_of_visitor())
    return page, form.http_status


@blueprint.get("/entrer/envoye")
@public
def sent() -> Page:
    """« Regardez vos e-mails »; the code can be written here."""
    email = signing_in.remembered().get("email")
    if not email:
        return redirect(url_for("users.enter"), 303)
    return render_template("users/sent.html", email=email, desk=desk_of_visitor())


@blueprint.route("/entrer/code", methods=BOTH)
@public
@even_paced
def code() -> Page:
    """The six digits, on the device that asked for them or on any other."""
    known = signing_in.remembered().get("email", "")
    form = CodeForm.read({"email": known})
    if form.is_accepted():
        entry = sign_ins.use_code(db(), form.email.data, form.code.data, now=now())
        if entry is not None:
            return _come_in(entry)
        form.refuse_code()
    page = render_template("users/code.html", form=form, known=known, desk=desk_of_visitor())
    return page, form.http_status


@blueprint.get("/entrer/lien/<token>")
@public
def link(token: str) -> Page:
    """What the mailed link can still do; looking at it signs nobody in."""
    sign_in = queries.get_sign_in(db(), token)
    state = sign_ins.link_state(sign_in, browser_id=browser().cookie_id, now=now())
    return render_template(
        "users/link.html",
        state=state,
        heading=_link_heading(state),
        expired_at=sign_in.expires_at,
        zone=zone(),
    )


@blueprint.post("/entrer/lien/<token>")
@public
def use_link(token: str) -> Page:
    """Come in; a link that served already says so on its own page."""
    entry = sign_ins.use_link(db(), token, browser_id=browser().cookie_id, now=now())
    return _come_in(entry) if entry else redirect(url_for("users.link", token=token), 303)


@blueprint.route("/entrer/qui", methods=BOTH)
@public
def who() -> Page:
    """« Qui êtes-vous ? »: until it is answered, nobody is signed in."""
    number = signing_in.remembered().get("sign_in_id")
    used = queries.find_used_sign_in(db(), number, now=now()) if number else None
    if used is None:
        return redirect(url_for("users.enter"), 303)
    people = {str(person.id): person for person in sign_ins.people_of(db(), used)}
    form = WhoForm.read()
    form.person.offer([(key, person.first_name) for key, person in people.items()])
    if form.is_accepted():
        return _sign_in(Entry(used, [people[str(form.person.data)]]))
    return render_template("users/who.html", form=form), form.http_status


@blueprint.post("/sortir")
@public
def leave() -> Page:
    """Sign out, here and wherever this cookie was copied."""
    browser().sign_out()
    return redirect(url_for("home.front", fait="signed_out"), 303)


@blueprint.post("/sortir/partout")
@allowed(member)
def leave_everywhere() -> Page:
    """« Se déconnecter partout »: a phone that was lost lets nobody in."""
    sessions.revoke_all(db(), require_visitor(), now=now())
    browser().sign_out()
    return redirect(url_for("home.front", fait="signed_out_everywhere"), 303)


def _ask_link(form: EnterForm, wanted: str) -> bool:
    """Send the mail, unless this mailbox was written to too often; known or not, all is equal."""
    address = sign_ins.mailbox(form.email.data)
    if not sign_ins.ask_link(db(), address, browser_id=browser().begin(), about=None, now=now()):
        form.email.errors = [gettext("Use the latest email we sent, or try again in an hour")]
        return False
    signing_in.remember(email=address, wanted=wanted)
    return True


def _come_in(entry: Entry) -> Page:
    if len(entry.people) == 1:
        return _sign_in(entry)
    signing_in.remember(sign_in_id=entry.sign_in.id)
    return redirect(url_for("users.who"), 303)


def _sign_in(entry: Entry) -> Page:
    person = entry.people[0]
    wanted = signing_in.remembered().get("wanted", "")
    users.enter(db(), entry.sign_in, person, now=now())
    signing_in.forget()
    browser().sign_in(person)
    return signing_in.onward(coordinates=bool(person.coordinations), wanted=wanted)


def _link_heading(state: LinkState) -> str:
    return {
        LinkState.LIVE: gettext("Come in"),
        LinkState.OTHER_BROWSER: gettext("Open this link where you asked for it"),
        LinkState.USED: gettext("This link has been used"),
        LinkState.EXPIRED: gettext("This link has expired"),
    }[state]
