from __future__ import annotations

from markupsafe import Markup

from mutualaid.wording.whole_words import whole_words


def test_a_word_with_a_hyphen_stays_on_its_line() -> None:
    assert whole_words("De quoi avez-vous besoin ?") == (
        'De quoi <span class="whole">avez-vous</span> besoin ?'
    )
    assert '<span class="whole">l’après-midi</span>' in whole_words("mardi, l’après-midi")


def test_a_name_too_long_for_a_telephone_may_be_cut() -> None:
    assert whole_words("Saint-Germain-au-Mont-d’Or") == "Saint-Germain-au-Mont-d’Or"


def test_what_is_a_piece_of_page_already_stays_as_it_is() -> None:
    piece = Markup('<time datetime="2026-10-13">mardi, l’après-midi</time>')
    assert whole_words(piece) == piece
    assert "whole" in whole_words(Markup("mes rendez-vous"))


def test_words_stay_words_and_never_become_tags() -> None:
    assert whole_words("<b>a-b</b>") == '&lt;b&gt;<span class="whole">a-b</span>&lt;/b&gt;'
