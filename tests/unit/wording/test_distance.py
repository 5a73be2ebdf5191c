from __future__ import annotations

import pytest

from mutualaid.wording.distance import walking_phrase, walking_phrase_from_home


@pytest.mark.parametrize(
    ("metres", "said", "from_home"),
    [
        (0, "tout près", "tout près de chez vous"),
        (400, "tout près", "tout près de chez vous"),
        (401, "environ 10 minutes à pied", "à environ 10 minutes à pied de chez vous"),
        (801, "environ 20 minutes à pied", "à environ 20 minutes à pied de chez vous"),
        (1601, "à 2\u00a0km", "à 2\u00a0km de chez vous"),
        (3000, "à 3\u00a0km", "à 3\u00a0km de chez vous"),
    ],
)
def test_people_read_walking_time_rounded_up(reading, metres, said, from_home):
    with reading("fr"):
        assert walking_phrase(metres) == said
        assert walking_phrase_from_home(metres) == from_home
