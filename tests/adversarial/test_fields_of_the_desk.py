"""T16 at the desk: a coordinator's forms give what they ask for, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from mutualaid.models import Relative, User
from tests.adversarial.conftest import Ground
from tests.adversarial.test_fields_nobody_asked_for import HOSTILE, privileges

pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
"""The pages and the checks before the database; what it does itself runs on both elsewhere."""

FORMS: tuple[tuple[str, dict[str, str]], ...] = (
    ("/coordination/voisins/{who}/confiance", {"first_name": "Nora", "phone": "06 39 98 12 88"}),
    ("/coordination/voisins/{who}/references", {"first_name": "Odette"}),
    ("/coordination/voisins/{who}/reunir", {"avec": "{other}", "answer": "two"}),
    ("/coordination/equipe", {"starts": "27 octobre"}),
    ("/coordination/voisins/importer/abandonner", {}),
)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form[0].rpartition("/")[2])
def test_no_form_of_the_desk_gives_what_it_does_not_ask(
    ground: Ground, form: tuple[str, dict[str, str]]
) -> None:
    client = ground.client(ground.ours.coordinator.id, cookie="boss")
    numbers = {"who": str(ground.ours.helper_id), "other": str(ground.ours.resident_id)}
    before = privileges(ground)
    own = {name: value.format(**numbers) for name, value in form[1].items()}
    sent: dict[str, Any] = HOSTILE | own | {"csrf": ground.csrf("boss")}
    answer = client.post(form[0].format(**numbers), data=sent)
    assert answer.status_code == 303, answer.status_code
    assert privileges(ground) == before
    with ground.database.reading() as session:
        for relative in session.query(Relative):
            assert relative.confirmed_at is None
        assert session.get_one(User, ground.ours.helper_id).level == 1
