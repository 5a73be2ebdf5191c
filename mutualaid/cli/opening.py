"""What a neighbourhood still needs before it opens: a sentence, and what to type."""

from __future__ import annotations

from collections.abc import Iterable

_FILL = "flask admin add-neighbourhood {slug} "
_STEPS: dict[str, tuple[str, str]] = {
    "coordinator": (
        "Nobody coordinates it: name the person who answers.",
        "flask admin add-coordinator {slug} FIRST_NAME --email EMAIL",
    ),
    "deputy": (
        "Nobody stands in for the coordinator: name a deputy.",
        "flask admin add-coordinator {slug} FIRST_NAME --email EMAIL --role deputy",
    ),
    "desk_name": ("People read no first name to ask for.", _FILL + "--desk-name FIRST_NAME"),
    "desk_phone": ("People have no number to call.", _FILL + "--desk-phone PHONE"),
    "desk_hours": (
        "Nobody knows when the desk answers: say each half-day of the week.",
        _FILL + "--desk mon-morning --desk thu-afternoon",
    ),
    "controller_name": (
        "Nobody is named who answers for personal data (RGPD).",
        _FILL + "--controller-name NAME",
    ),
    "controller_contact": (
        "Whoever answers for personal data cannot be reached.",
        _FILL + "--controller-contact ADDRESS_OR_EMAIL",
    ),
    "insurer": ("Nobody insures what neighbours do for each other.", _FILL + "--insurer NAME"),
    "insurance_contract": (
        "The insurance contract has no number.",
        _FILL + "--insurance-contract NUMBER",
    ),
    "insurance_contact": (
        "Nobody knows whom to call at the insurer's.",
        _FILL + "--insurance-contact PHONE_OR_EMAIL",
    ),
    "meeting_point": (
        "There is no public place for two who do not know each other yet.",
        _FILL + '--meeting-point "NAME" "STREET" LATITUDE LONGITUDE',
    ),
}


def steps(slug: str, missing: Iterable[str]) -> str:
    """Two lines for each thing: what is missing, then what to type."""
    lines = []
    for name in missing:
        sentence, command = _STEPS[name]
        lines += [f"- {sentence}", f"    {command.format(slug=slug)}"]
    return "\n".join(lines)
