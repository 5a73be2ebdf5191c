"""`/plan-du-site`: every page that has an address of its own, by what one comes for.

A test holds these names against the routes: a new page is either named here or left out on purpose.
"""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

SITE_MAP: tuple[tuple[object, dict[str, object]], ...] = (
    (
        _l("A hand"),
        {
            "home.front": _l("The first page"),
            "help_requests.ask": _l("I need a hand"),
            "offers.offer": _l("I can help"),
            "users.join": _l("Join your neighbours"),
            "users.young": _l("Join, between 15 and 17"),
            "home.elsewhere": _l("You live somewhere else"),
        },
    ),
    (
        _l("Somebody to talk to"),
        {
            "home.useful_numbers": _l("Useful numbers"),
            "reports.choose": _l("Report a problem"),
            "reports.call_me": _l("Be called back"),
        },
    ),
    (
        _l("Already one of us"),
        {
            "users.enter": _l("Come in"),
            "users.my_space": _l("My space"),
            "users.past_requests": _l("My past requests"),
            "ties.list_contacts": _l("My contacts"),
            "users.absences": _l("Days when I am not free"),
            "users.contact": _l("How we reach you"),
            "users.address": _l("My address"),
            "checkins.own_veille": _l("The veille, on my page"),
            "users.my_data": _l("My data"),
            "users.depart": _l("Leave"),
        },
    ),
    (
        _l("How we do it"),
        {
            "home.how_it_works": _l("How it works"),
            "home.charter": _l("The charter"),
            "home.not_done": _l("What we do not do, and who does"),
            "home.preferences": _l("Large letters, colours, language"),
            "home.accessibility": _l("Accessibility"),
            "home.privacy": _l("Your privacy"),
            "home.legal_notice": _l("Legal notice"),
            "home.site_map": _l("All pages"),
        },
    ),
)
