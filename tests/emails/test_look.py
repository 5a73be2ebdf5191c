"""Every mail in every situation and both languages, held against the decided look."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from mutualaid.emails.render import MOST_SIGNS, renderer
from tests.emails.conftest import Mails
from tests.emails.palette import contrast, declared, flipped
from tests.emails.variants import ALL, Quarter

URL = re.compile(r"https?://\S+")
CELL = re.compile(
    r'<td ([^>]*class="button[^>]*)><a href="([^"]+)" style="([^"]+)">([^<]+)</a></td>'
)
PREHEADER = re.compile(
    r'<div class="preheader"[^>]*>([^\u00a0\u200c]*(?:\u00a0(?!\u200c)[^\u00a0\u200c]*)*)'
)
NUMBER = re.compile(r"0\d(?:\u00a0\d\d){4}")
REASON = {"fr": "Vous recevez cet e-mail ", "en": "You get this e-mail "}
OWN_ACT = ("sign_in", "confirm_")
"""Mails that somebody's own typing asked for: nothing goes on that could be stopped."""


def body_of(html: str) -> str:
    return html.split("<body", 1)[1]


def in_order(text: str, *parts: str) -> bool:
    places = [text.find(part) for part in parts]
    return -1 not in places and places == sorted(places)


def test_the_parts_of_a_mail_stand_in_their_order(mails: Mails) -> None:
    for (situation, language), mail in mails.items():
        html = unescape(body_of(mail.html))
        facts = ['class="facts"'] if 'class="facts"' in html else []
        buttons = ['class="button-row"'] if 'class="button-row"' in html else []
        desk = "Une question" if language == "fr" else "A question?"
        hello = "Bonjour" if language == "fr" else "Hello"
        assert in_order(
            html, 'class="place"', "<h1", hello, *facts, *buttons, desk, REASON[language], "3114"
        ), (situation, language)
        assert in_order(
            mail.text.split("\n", 2)[2], mail.subject, hello, desk, REASON[language], "3114"
        ), (situation, language)


def test_a_title_is_read_at_24_pixels_without_the_style_sheet(mails: Mails) -> None:
    for mail in mails.values():
        (style,) = re.findall(r'<h1 style="([^"]+)">', mail.html)
        assert "font-size:24px" in style
        assert "font-size:18px" in mail.html.split("<h1")[0].rsplit("<td", 1)[1]


def test_a_button_holds_in_programs_that_know_no_padding_on_links(mails: Mails) -> None:
    for (situation, language), mail in mails.items():
        cells = CELL.findall(mail.html)
        assert len(cells) == mail.html.count('class="button-row"'), (situation, language)
        for cell, _url, link, _label in cells:
            ground = re.search(r'bgcolor="(#\w{6})"', cell)
            height = re.search(r'height="(\d+)"', cell)
            assert ground is not None
            assert height is not None
            assert int(height[1]) >= 52
            assert "mso-padding-alt:14px" in cell
            assert "display:block" in link
            padding, line = (
                re.search(r"padding:(\d+)px", link),
                re.search(r"line-height:(\d+)px", link),
            )
            assert padding is not None
            assert line is not None
            assert 2 * int(padding[1]) + int(line[1]) >= 52
            ink = re.search(r"(?:^|;)color:(#\w{6})", link)
            assert ink is not None
            assert contrast(ink[1], ground[1]) >= 7


def test_one_button_leads_and_yes_stands_before_no(mails: Mails) -> None:
    for (situation, language), mail in mails.items():
        cells = CELL.findall(mail.html)
        mains = [number for number, cell in enumerate(cells) if "button main" in cell[0]]
        assert mains in ([], [0]), (situation, language)
        urls = [url for _cell, url, _link, _label in cells]
        if any("reponse=oui" in url for url in urls):
            assert "reponse=oui" in urls[0]
            assert "reponse=non" in urls[1]
            words = ("OUI\u00a0: http", "NON\u00a0: http") if language == "fr" else (
                "YES: http", "NO: http"
            )  # fmt: skip
            assert in_order(mail.text, *words, "04\u00a065")


def test_an_action_is_also_an_address_on_its_own_line(mails: Mails) -> None:
    for mail in mails.values():
        lines = mail.text.splitlines()
        for line in lines:
            if url := URL.search(line):
                assert url[0] == line or re.fullmatch(r"(OUI|NON|YES|NO)\s?: \S+", line), line
        for _cell, url, _link, label in CELL.findall(mail.html):
            spoken = unescape(url)
            assert spoken in mail.text or spoken.startswith("tel:"), label


def test_what_a_phone_shows_beside_the_subject_adds_to_it(mails: Mails) -> None:
    for (situation, language), mail in mails.items():
        found = PREHEADER.search(mail.html)
        assert found is not None
        preheader = unescape(found[1]).strip()
        assert 8 <= len(preheader) <= 110, (situation, language, preheader)
        assert preheader.rstrip(".") not in mail.subject
        assert mail.subject.rstrip(" ?.") not in preheader


def test_every_number_of_ten_digits_dials_in_one_touch(mails: Mails) -> None:
    for (situation, language), mail in mails.items():
        html = unescape(body_of(mail.html)).split('<table role="presentation"', 1)[1]
        for number in NUMBER.findall(html):
            dialled = "+33" + number.replace("\u00a0", "")[1:]
            assert f'href="tel:{dialled}"' in html, (situation, language, number)
            takes_texts = dialled[3] in "67"
            assert (f'href="sms:{dialled}"' in html) == takes_texts
        for short in ("15", "17", "18", "112", "3114"):
            assert f'href="tel:{short}">{short}</a>' in html
        assert 'href="sms:114"' in html


def test_at_the_foot_stand_the_reason_and_the_way_out(mails: Mails) -> None:
    for (situation, language), mail in mails.items():
        foot = mail.text.split(REASON[language])[1]
        ways = ("/pause/", "/desabonnement/", "/mon-espace")
        has_way = any(way in foot for way in ways) or "/rester/" in mail.text
        assert has_way or situation.startswith(OWN_ACT) or "/prolonger/" in mail.text, situation
        if "“I can help”" in mail.text or "Je peux aider\u00a0»" in mail.text:
            assert "/pause/" in foot, (situation, language)


def test_no_link_is_said_twice_under_two_names(mails: Mails) -> None:
    for (situation, language), mail in mails.items():
        foot = mail.text.split(REASON[language])[1]
        urls = URL.findall(foot)
        assert len(urls) == len(set(urls)), (situation, language, urls)


def test_colours_hold_in_light_in_dark_and_when_a_program_inverts_them(mails: Mails) -> None:
    mail = mails["proposal_helper", "fr"]
    for theme in ("light", "dark"):
        for name, ink, ground in declared(mail.html, theme):
            assert contrast(ink, ground) >= 7, (theme, name, ink, ground)
    for name, ink, ground in declared(mail.html, "light"):  # inverted where no theme is known
        assert contrast(flipped(ink), flipped(ground)) >= 4.5, name


def test_a_mail_carries_no_picture_and_no_address_of_others(mails: Mails) -> None:
    for mail in mails.values():
        assert not re.search(r"<img|background=|url\(|<link|<script|@import|@font-face", mail.html)
        hosts = set(re.findall(r"https?://([^/\s\"]+)", mail.html + mail.text))
        assert hosts == {"localhost"}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_long_name_and_the_longest_day_still_fit_a_subject(
    app: Flask, mail_session: Session, language: str
) -> None:
    cut = []
    for situation, (kind, happen) in ALL.items():
        quarter = Quarter(mail_session, language)
        for person in (quarter.jeanne, quarter.karim.user, quarter.rose.user):
            person.first_name = "Marie-Christine-Bernadette"
        happen(quarter)
        mail = renderer(app)(mail_session, quarter.message(kind, quarter.reader), quarter.read_at)
        mail_session.rollback()
        assert mail is not None
        assert len(mail.subject) <= MOST_SIGNS
        if mail.subject.endswith("…"):
            cut.append(situation)
    assert cut == []
