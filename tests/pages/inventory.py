"""Every page there is, as everybody who sees another one, in every state that we know of."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace

from werkzeug.routing import Rule

from mutualaid.models import Neighbourhood
from mutualaid.wording import reports, useful_numbers
from tests.architecture.test_access_matrix import address
from tests.pages.site import OURS, Site
from tests.pages.town import STUCK, Town
from tests.pages.visit import Visit

NO_PAGE = {
    "static": "a file",
    "users.my_data_file": "a file to take along",
    "appointments.calendar": "a calendar file",
    "coordination.figures_file": "a file for a spreadsheet",
    "demo.enter": "needs the demo's town: tests/blueprints/demo opens it",
    "demo.letters": "needs the demo's mails: tests/blueprints/demo opens it",
    "demo.letter": "needs the demo's mails: tests/blueprints/demo opens it",
    "demo.letter_html": "a mail, which has other rules: tests/emails",
}
"""What answers a GET without a page, and why."""
WALKED = {
    "help_requests.loved_one": "asking for another",
    "help_requests.details": "asking",
    "help_requests.when": "asking",
    "help_requests.where": "asking",
    "help_requests.address": "asking",
    "help_requests.reach": "asking",
    "help_requests.check": "asking",
    "help_requests.sent": "asked",
    "offers.when": "offering",
    "offers.distance": "offering",
    "offers.rhythm": "offering",
    "offers.where": "offering",
    "offers.address": "offering",
    "offers.reach": "offering",
    "offers.check": "offering",
    "offers.sent": "offered",
    "coordination.check_import": "importing",
    "users.second_factor": "owes a code",
    "users.sent": "entering",
    "users.who": "two",
    "users.joined": "joined",
}
"""Pages within a form: whose window is there already."""
NEVER_WRONG = {
    "help_requests.check": "an empty form is the request",
    "offers.check": "an empty form is the offer",
    "help_requests.withdraw": "its only button",
    "users.contact": "every answer is ticked already, and no radio button can be unticked",
    "checkins.change_terms": "every answer is ticked already, and no radio button can be unticked",
    "home.preferences": "what is not answered stays as it was",
    "coordination.note_under_18": "its only button",
    "help_requests.ask": "forms_by_hand looks at it",
    "coordination.merge": "forms_by_hand looks at it",
}
"""Forms that a browser cannot send with answers that are refused, and why."""


def rules(site: Site) -> list[Rule]:
    """Every address that answers a GET with a page."""
    found = [
        rule
        for rule in site.app.url_map.iter_rules()
        if "GET" in (rule.methods or set()) and rule.endpoint not in NO_PAGE.keys() | OURS
    ]
    return sorted(found, key=lambda rule: rule.rule)


def is_form(rule: Rule) -> bool:
    return "POST" in (rule.methods or set())


def plain_pages(site: Site, town: Town) -> Iterator[Visit]:
    """Each route without a mailed link, by whom it is for; its form too, with wrong answers."""
    for rule in rules(site):
        if rule.arguments & {"token", "slug", "code", "message_id"}:
            continue
        path = address(site.app, rule, town.desk)
        access = getattr(site.app.view_functions[rule.endpoint], "access", "public")
        if rule.endpoint.startswith("coordination.") or access == "coordinator":
            who = WALKED.get(rule.endpoint, "coordinator")
        elif access == "public":
            who = WALKED.get(rule.endpoint, "")
        else:
            who = "resident"
        yield Visit(rule.endpoint, path, who)
        if is_form(rule) and rule.endpoint not in NEVER_WRONG:
            who = rule.endpoint if rule.endpoint in STUCK else who
            yield Visit(f"{rule.endpoint}, wrong", path, who, 422, is_wrong=True)


def other_eyes(town: Town) -> Iterator[Visit]:
    """The same pages for somebody new, busy, past, young; empty and very full desks."""
    members = (
        "/mon-espace", "/mon-espace/passees", "/mon-espace/contacts", "/mon-espace/absences",
        "/mon-espace/mes-donnees", "/mon-espace/partir",
    )  # fmt: skip
    for path in members:
        for who in ("new", "odette", "simone", "very long"):
            yield Visit(f"{path} of {who}", path, who)
    for path in ("/", "/demander", "/aider", "/signaler", "/etre-rappele?qui=bureau"):
        yield Visit(f"{path} signed in", path, "odette")
    for who in ("young", "helper", "coordinator"):
        yield Visit(f"space of {who}", "/mon-espace", who)
    desk = (
        "",
        "/demandes",
        "/voisins",
        "/voisins/doublons",
        "/signalements",
        "/porte-a-porte",
        "/bulletin",
        "/carte",
        "/bilan",
    )
    for part in desk:
        for who in ("empty desk", "full desk"):
            yield Visit(f"{who}{part}", f"/coordination{part}", who)
    number = town.full_resident_id
    for part in (
        f"/voisins/{number}", f"/voisins/{number}/coordonnees", f"/voisins/{number}/confiance",
        f"/voisins/{number}/references", f"/voisins/{number}/foyer", "/voisins?page=4",
        f"/voisins/{number}/foyer?nom=ana", f"/voisins/{number}/reunir?avec={number + 10}",
        "/journal?quoi=equipe", "/journal?jour=demain", "/equipe",
    ):  # fmt: skip
        yield Visit(f"long name {part}", f"/coordination{part}", "full desk")
    request, other = town.desk.asked_request_id, town.odette
    for part in (
        f"/demandes/{request}", f"/demandes/{request}/qui",
        f"/demandes/{town.desk.request_id}/qui?essai=oui", f"/demandes/{other.request_id}",
        f"/voisins/{other.person_id}", f"/voisins/{town.desk.helper_id}", "/voisins?nom=zzz",
        f"?pris=tache-{town.desk.failed_task_id}", "/chercher?mots=zzz", "/chercher?mots=e",
        f"/nouvelle-demande?personne={town.desk.resident_id}&category=shopping",
    ):  # fmt: skip
        yield Visit(f"desk {part}", f"/coordination{part}", "coordinator")


def forms_by_hand(town: Town) -> Iterator[Visit]:
    """Where the state of a form is not in its address alone."""
    yield Visit("ask, wrong", "/demander", "", 422, is_wrong=True)
    yield Visit("by phone: which neighbourhood", "/demander/ou", "asking by phone")
    yield Visit("for another: where", "/demander/ou", "asking for another")
    yield Visit("ask, to change an answer", "/demander/quand?modifier=1", "asking")
    yield Visit("second code", "/entrer/second-code", "owes digits")
    yield Visit("second code, wrong", "/entrer/second-code", "owes digits", 422, is_wrong=True)
    yield Visit("code on the device that asked", "/entrer/code", "entering")
    two = f"/coordination/voisins/{town.full_resident_id}/reunir?avec={town.full_resident_id + 1}"
    yield Visit("one person or two, wrong", two, "full desk", 422, is_wrong=True)


def with_words(site: Site, town: Town) -> Iterator[Visit]:
    """Addresses with a word in them: each word there is."""
    with site.database.reading() as session:
        home_code = session.get_one(Neighbourhood, town.desk.home_id).code
    with site.app.test_request_context():
        topics = [topic.slug for topic in reports.topics()]
    for slug in topics:
        yield Visit(f"report {slug}", f"/signaler/{slug}")
        yield Visit(f"report {slug}, wrong", f"/signaler/{slug}", "", 422, is_wrong=True)
    yield Visit("a poster's address", f"/q/{home_code}")
    yield Visit("a poster's address, torn", "/q/unknown", status=404)
    for rubric in useful_numbers.RUBRICS:
        yield Visit(f"numbers {rubric.slug}", f"/numeros-utiles/{rubric.slug}")


def failures() -> Iterator[Visit]:
    """Whatever goes wrong has its page."""
    for code in (400, 403, 405, 409, 413, 429, 500, 503):
        yield Visit(f"error {code}", f"/panne/{code}", status=code)
    yield Visit("error 404", "/nulle-part", status=404)
    yield Visit("error 404 signed in", "/nulle-part", "resident", 404)
    for path in ("proposition", "rendez-vous", "retour", "entrer/lien", "confirmer", "pause"):
        yield Visit(f"{path} wrong", f"/{path}/nimportequoi", status=404)


def in_english(visits: list[Visit]) -> Iterator[Visit]:
    """The other language, of whatever needs no account: all of it in a campaign, else a sample."""
    abroad = [
        visit for visit in visits
        if not visit.who and visit.status in {200, 422} and not visit.path.startswith("/en")
    ]  # fmt: skip
    read = {visit.path for visit in visits}
    for visit in abroad if "CAMPAIGN" in os.environ else abroad[::5]:
        if f"/en{visit.path}" in read:
            continue
        yield replace(visit, name=f"{visit.name}, in English", path=f"/en{visit.path}")


def every_visit(site: Site, town: Town) -> list[Visit]:
    """The whole inventory."""
    french = [
        *plain_pages(site, town),
        *with_words(site, town),
        *other_eyes(town),
        *forms_by_hand(town),
        *town.scenes,
        *town.sign_in_links(),
        *failures(),
    ]
    return [*french, *in_english(french)]


def endpoints(site: Site, visits: list[Visit]) -> set[str]:
    """Which routes these visits look at."""
    adapter = site.app.url_map.bind("localhost")
    paths = [visit.path.partition("?")[0] for visit in visits if visit.status == 200]
    return {adapter.match(path)[0] for path in paths if not path.startswith("/en/")}
