"""The words and the signs that nobody may meet here, each with what to write instead."""

from __future__ import annotations

import re

NBSP = "\u00a0"
INSTEAD = {
    "bénéficiaires?": "say what the person does: « la personne qui demande »",
    r"(?:l’|une? |les? |la |des |aux? |du |personnes? )aidée?s?": "« la personne qui demande »",
    "isolée?s?|seniors?|personnes? âgées?|usag(?:er|ère)s?": "name no group: « la personne »",
    "matching|profils?|statuts?|tableaux? de bord": "an office word: say where things stand",
    "valid(?:er|ez|ée?|és|ées|ation)|soumett(?:re|ez)|soumise?s?": "« envoyer », « confirmer »",
    "veuillez|désolée?s?|oups|invalides?|champs? obligatoires?": "say what to write: « Écrivez… »",
    "bientôt": "say the day and the hour",
}
INSTEAD_IN_ENGLISH = {
    "beneficiar(?:y|ies)|elderly|seniors?|users?|isolated": "name no group: you, the person",
    "matching|profiles?|status(?:es)?|dashboards?": "an office word: say where things stand",
    "submit(?:s|ted|ting)?|validat(?:e|es|ed|ion)": "send, confirm, check",
    "please|sorry|oops|invalid|mandatory field|required field": "say what to write: Enter…",
    "(?<!as )(?<!too )soon": "say the day and the hour",
}
NEVER = re.compile(rf"\b(?:{'|'.join(INSTEAD)})\b", re.IGNORECASE)
NEVER_IN_ENGLISH = re.compile(rf"\b(?:{'|'.join(INSTEAD_IN_ENGLISH)})\b", re.IGNORECASE)
EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2190-\u21ff\ufe0f]")
ADDRESS = re.compile(r"https?://\S+|\S+@\S+|%\(\w+\)[sd]")
FRENCH_SIGNS = {
    rf"(?<!{NBSP})[;:!?»](?=[\s{NBSP}.,)]|$)": "U+00A0 before : ; ? ! »",
    rf"«(?!{NBSP})": "U+00A0 after «",
    r"\w'\w": "’ for the apostrophe",
    r"\.\.\.": "… in one sign",
    r"\b(?:[cC]oeur|[sS]oeur|[oO]euvre|[oO]euf|[vV]oeu|[nN]oeud)": "œ",
    r"\b\d{1,2} ?[hH]\d{0,2}\b|\b\d{1,2}h\b": "« 14 h 30 », with U+00A0 between",
    r"\b(?:Etat|Etage|Ecri|Etape|Evit|Etes\b|Etre\b|Eteign|Egal|Ecout)": "É",
    r"\bA (?:bientôt|demain|quel|la |l’|votre|partir)": "À",
    r"\w·\w|•|\w\(e\)|\bil ou elle\b|\bun ou une\b": "no guess at a gender",
    r"\b[Tt](?:u|on|a|es|oi)\b": "vous, everywhere",
}  # fmt: skip
ELISION = re.compile(
    r"\b(?:de|que|jusque|lorsque|puisque|quoique) "
    r"(?:%\((?:name|names|who|person|helper|other|caller|desk|coordinator|resident)\)s|\{\{)",
    re.IGNORECASE,
)


def faults_in_french(text: str) -> list[str]:
    """Each fault with the words around it and what to write."""
    found = [f"« {word[0].strip()} »: {_cure(INSTEAD, word[0])}" for word in NEVER.finditer(text)]
    if ELISION.search(text):
        found.append("« de Ali », « que Odile »: write avec, à, pour, or turn the sentence")
    plain = ADDRESS.sub("x", text)
    for pattern, cure in FRENCH_SIGNS.items():
        found += [f"« {_around(plain, sign)} »: {cure}" for sign in re.finditer(pattern, plain)]
    return [*found, *_shouting(plain)]


def faults_in_english(text: str) -> list[str]:
    """The same for English."""
    found = [
        f"“{word[0]}”: {_cure(INSTEAD_IN_ENGLISH, word[0])}"
        for word in NEVER_IN_ENGLISH.finditer(text)
    ]
    return [*found, *_shouting(ADDRESS.sub("x", text))]


def _shouting(text: str) -> list[str]:
    found = [f"“{_around(text, sign)}”: no exclamation mark" for sign in re.finditer("!", text)]
    return [
        *found,
        *(f"“{sign[0]}”: no pictogram, it is read aloud" for sign in EMOJI.finditer(text)),
    ]


def _cure(instead: dict[str, str], word: str) -> str:
    return next(
        cure for pattern, cure in instead.items() if re.fullmatch(pattern, word, re.IGNORECASE)
    )


def _around(text: str, sign: re.Match[str]) -> str:
    return text[max(0, sign.start() - 18) : sign.end() + 8].strip()
