"""What most tests of services begin with."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from mutualaid.models import Neighbourhood
from tests import factories


@pytest.fixture
def home(session: Session) -> Neighbourhood:
    """A quarter without anybody."""
    return factories.neighbourhood(session)
