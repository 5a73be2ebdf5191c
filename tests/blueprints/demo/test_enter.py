from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from config import Settings
from mutualaid.app import create_app
from mutualaid.db import Database
from mutualaid.domain.demo import DemoRole
from mutualaid.models import User, UserSession
from tests.browser import Browser

NOW = datetime(2026, 10, 13, 8, tzinfo=UTC)


@pytest.fixture
def settings(settings: Settings, database: Database) -> Settings:
    with database.transaction() as session:
        for role in DemoRole:
            session.add(User(first_name=role.name.title(), email=role.email, created_at=NOW))
    return replace(settings, demo=True)


def n_signed_in(database: Database) -> int:
    with database.reading() as session:
        signed_in = select(func.count()).select_from(UserSession).where(UserSession.user_id > 0)
        return session.scalar(signed_in) or 0


@pytest.mark.parametrize("role", DemoRole)
def test_a_role_is_taken_by_one_press(browser: Browser, database: Database, role: DemoRole) -> None:
    page = browser.get(f"/demo/entrer/{role}")
    assert role.name.title() in page.text
    assert n_signed_in(database) == 0
    answer = browser.post(f"/demo/entrer/{role}", dict(page.forms[0].fields))
    assert answer.status_code == 303
    assert n_signed_in(database) == 1


def test_nobody_is_signed_in_without_the_page_s_own_button(
    client: FlaskClient, database: Database
) -> None:
    assert client.post("/demo/entrer/resident").status_code == 400
    assert n_signed_in(database) == 0


def test_a_role_that_does_not_exist_is_not_found(client: FlaskClient) -> None:
    assert client.get("/demo/entrer/admin").status_code == 404


def test_another_machine_or_another_name_finds_no_page(client: FlaskClient) -> None:
    away = {"REMOTE_ADDR": "192.0.2.7"}
    assert client.get("/demo/entrer/resident", environ_base=away).status_code == 404
    assert client.get("/demo/entrer/resident", headers={"Host": "a.example"}).status_code == 404


def test_without_demo_the_pages_do_not_exist(settings: Settings) -> None:
    client = create_app(replace(settings, demo=False)).test_client()
    assert client.get("/demo/entrer/resident").status_code == 404
