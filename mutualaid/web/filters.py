"""What templates can say: |day, |slot, |asked, |moment, |phone, |walking, |category, |where…"""

from __future__ import annotations

from flask import Flask

from mutualaid.wording import (
    appointments,
    categories,
    dates,
    distance,
    notices,
    phones,
    proposals,
    series,
    teams,
    whole_words,
)


def init_filters(app: Flask) -> None:
    """Give templates the wording's phrases."""
    app.jinja_env.filters.update(
        all_facts=proposals.all_facts,
        asked=series.asked_phrase,
        category=categories.category_title,
        clock=dates.time_phrase,
        day=dates.day_phrase,
        half_day=dates.half_day_phrase,
        minutes=categories.minutes_phrase,
        moment=dates.moment_phrase,
        names=appointments.names_phrase,
        needed=series.need_phrases,
        nobody_label=appointments.nobody_label,
        notice=notices.notice,
        open_facts=proposals.open_facts,
        period=dates.period_phrase,
        phone=phones.phone_in_pairs,
        said=appointments.notice_phrase,
        slot=dates.slot_phrase,
        takes_texts=phones.takes_texts,
        together=teams.together_sentence,
        walking=distance.walking_phrase,
        walking_from_home=distance.walking_phrase_from_home,
        weekday=dates.weekday_name,
        whole_words=whole_words.whole_words,
        where=proposals.where_phrase,
    )
