"""« Ce que nous ne faisons pas », and who does it: never a mere refusal."""

from __future__ import annotations

from flask_babel import gettext


def money_sentence() -> str:
    """What is said to whoever asks a neighbour for it, and what to do instead."""
    return gettext(
        "Neighbours touch no card, no code, no cash, no power of attorney and no loan. Write it "
        "without that, or call us: France services and the CCAS can help with money"
    )


def not_done() -> list[tuple[str, str]]:
    """What neighbours do not do, with whom to ask instead."""
    return [
        (
            gettext("Nursing, washing, medicines."),
            gettext("Ask your doctor or a home nurse."),
        ),
        (
            gettext("Housework or garden every week."),
            gettext("A home-help service, with the CCAS of your town hall."),
        ),
        (
            gettext("Looking after children."),
            gettext("The town hall, or the family allowance office (CAF)."),
        ),
        (
            gettext("A ladder, a roof, gas, electricity."),
            gettext("A tradesperson, or the caretaker of your building."),
        ),
        (
            gettext("Driving your car for you."),
            gettext("A taxi, or transport on demand."),
        ),
        (
            gettext("Work on a building site or in a shop."),
            gettext("A company, or a temporary work agency."),
        ),
        (
            gettext("A card, a code, a power of attorney, a loan."),
            gettext("France services, or the CCAS."),
        ),
    ]
