"""What an operator types after each update."""

from __future__ import annotations

import sqlalchemy as sa

from config import Settings
from mutualaid.app import create_app
from mutualaid.models import Base


def test_flask_migrate_makes_every_table_and_may_be_repeated(empty_database_url: str) -> None:
    app = create_app(Settings(secret_key="k" * 32, database_url=empty_database_url, testing=True))
    for _ in range(2):
        result = app.test_cli_runner().invoke(args=["migrate"])
        assert result.exit_code == 0, result.output
        assert "up to date" in result.output

    engine = app.extensions["database"].engine
    assert set(Base.metadata.tables) <= set(sa.inspect(engine).get_table_names())
    engine.dispose()
