"""What templates can say: |day, |slot, |moment, |phone, |walking."""

from __future__ import annotations

from flask import Flask

from mutualaid.wording import dates, distance, phones


def init_filters(app: Flask) -> None:
    """Give templates the wording's phrases."""
    app.jinja_env.filters.update(
        clock=dates.time_phrase,
        day=dates.day_phrase,
        half_day=dates.half_day_phrase,
        moment=dates.moment_phrase,
        phone=phones.phone_in_pairs,
        slot=dates.slot_phrase,
        walking=distance.walking_phrase,
        walking_from_home=distance.walking_phrase_from_home,
        weekday=dates.weekday_name,
    )
