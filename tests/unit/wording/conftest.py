"""A reader's language without a page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

import pytest
from flask import Flask
from flask_babel import force_locale

from mutualaid.web.filters import init_filters
from mutualaid.web.language import init_language


class Reading(Protocol):
    def __call__(self, language: str) -> AbstractContextManager[None]: ...


@pytest.fixture
def reading() -> Reading:
    """`with reading("en"): …`"""
    app = Flask("mutualaid")
    init_language(app)
    init_filters(app)

    @contextmanager
    def reading_in(language: str) -> Iterator[None]:
        with app.app_context(), force_locale(language):
            yield

    return reading_in
