"""`flask admin`: neighbourhoods, who coordinates them, and how far people are known."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
from flask import current_app, url_for
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from mutualaid.adapters import address_list, gazetteer
from mutualaid.cli.opening import steps
from mutualaid.db import Database
from mutualaid.domain.clock import now_utc
from mutualaid.domain.errors import NotFound, Refusal
from mutualaid.domain.slots import HalfDay
from mutualaid.domain.statuses import Channel
from mutualaid.models import CoordinatorRole, Neighbourhood, User
from mutualaid.queries import neighbourhoods as neighbourhood_queries
from mutualaid.queries import users as user_queries
from mutualaid.services import neighbourhoods, second_factors, sign_ins, streets, users
from mutualaid.wording.phones import UnreadPhone, read_phone

admin = AppGroup("admin", help="Neighbourhoods, coordinators, levels, streets.")
MOST_BAD_LINES = 20
"""Named one by one; the others are counted."""
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_REFUSALS = {
    "code_taken": "Another neighbourhood has this code: choose another one.",
    "ends_before_it_starts": "An absence ends before it starts.",
    "same_neighbourhood": "Name two different neighbourhoods.",
    "not_met_yet": "Nobody has met this person yet: `flask admin met PERSON` comes first.",
}


class HalfDayOfWeek(click.ParamType[tuple[int, HalfDay]]):
    """`mon-morning`."""

    name = "DAY-HALFDAY"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, HalfDay]:
        """The weekday's number and the half-day."""
        day, _, half_day = str(value).lower().partition("-")
        if day[:3] not in _DAYS or half_day not in list(HalfDay):
            self.fail(f"{value!r} is not like mon-morning, tue-afternoon.", param, ctx)
        return _DAYS.index(day[:3]), HalfDay(half_day)


class Phone(click.ParamType[str]):
    """A phone number in any writing."""

    name = "PHONE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """E.164."""
        try:
            return read_phone(str(value))
        except UnreadPhone:
            self.fail(f"{value!r} is not a phone number like 06 39 98 12 34.", param, ctx)


@admin.command("add-neighbourhood")
@click.argument("slug")
@click.option("--name", help="« Les Brosses »")
@click.option("--place-phrase", help="With its preposition: « aux Brosses »")
@click.option("--code", help="Printed under the QR code: /q/CODE. Default: the slug.")
@click.option("--commune")
@click.option("--postcode")
@click.option("--lat", type=click.FloatRange(-90, 90), help="Of the centre")
@click.option("--lon", type=click.FloatRange(-180, 180), help="Of the centre")
@click.option("--radius-m", type=click.IntRange(100, 30_000), help="Default: 1500")
@click.option("--cell-unknown-m", type=click.IntRange(100, 5000), help="Default: 500; rural 1000")
@click.option("--cell-met-m", type=click.IntRange(100, 5000), help="Default: 200; rural 1000")
@click.option("--zone", help="Default: Europe/Paris")
@click.option("--desk-name", help="First name that people read: « Fatima »")
@click.option("--desk-phone", type=Phone())
@click.option("--desk-email")
@click.option("--controller-name", help="Who answers for personal data")
@click.option("--controller-contact")
@click.option("--insurer", help="Who insures what neighbours do for each other")
@click.option("--insurance-contract")
@click.option("--insurance-contact")
@click.option("--first-names/--no-first-names", "shows_first_names", default=None)
@click.option(
    "--weigh-faces/--ignore-faces",
    "weighs_faces",
    default=None,
    help="Prefer a new face for an errand, a known one for a habit. Default: yes",
)
@click.option("--desk", "desk_hours", multiple=True, type=HalfDayOfWeek(), help="mon-morning, …")
@click.option("--absence", nargs=2, multiple=True, type=click.DateTime(["%Y-%m-%d"]))
@click.option("--meeting-point", nargs=4, multiple=True, type=(str, str, float, float),
              help="Name, street, latitude, longitude")  # fmt: skip
def add_neighbourhood(
    slug: str,
    desk_hours: tuple[tuple[int, HalfDay], ...],
    absence: tuple[tuple[datetime, datetime], ...],
    meeting_point: tuple[tuple[str, str, float, float], ...],
    **options: Any,
) -> None:
    """Describe a neighbourhood; again with the same SLUG, fill in what was missing."""
    settings = {name: value for name, value in options.items() if value is not None}
    with _work() as session:
        if neighbourhood_queries.find_by_slug(session, slug) is None:
            _require(settings, "name", "place_phrase", "commune", "postcode", "lat", "lon")
            settings.setdefault("code", slug)
        home = neighbourhoods.describe(session, slug, now=now_utc(), **settings)
        if desk_hours:
            neighbourhoods.set_desk_hours(session, home, desk_hours)
        for starts, ends in absence:
            neighbourhoods.add_desk_absence(
                session, home, starts_on=starts.date(), ends_on=ends.date()
            )
        for name, street, lat, lon in meeting_point:
            neighbourhoods.add_meeting_point(
                session, home, name=name, street=street, lat=lat, lon=lon
            )
        _say_what_is_missing(session, home)


@admin.command("open-neighbourhood")
@click.argument("slug")
def open_neighbourhood(slug: str) -> None:
    """Let neighbours ask and offer there, or say what is still missing."""
    with _work() as session:
        home = _neighbourhood(session, slug)
        if neighbourhoods.missing_before_opening(session, home):
            _say_what_is_missing(session, home)
            raise click.exceptions.Exit(1)
        neighbourhoods.open_neighbourhood(session, home, now=now_utc())
        click.echo(f"{home.name} is open.")


@admin.command("link-neighbourhoods")
@click.argument("a")
@click.argument("b")
def link_neighbourhoods(a: str, b: str) -> None:
    """Let a need of one neighbourhood be met from the other."""
    with _work() as session:
        one, other = _neighbourhood(session, a), _neighbourhood(session, b)
        neighbourhoods.link(session, one, other, now=now_utc())
        click.echo(f"{one.name} and {other.name} are neighbours.")


@admin.command("add-coordinator")
@click.argument("slug")
@click.argument("first_name")
@click.option("--email")
@click.option("--phone", type=Phone())
@click.option(
    "--role",
    type=click.Choice(CoordinatorRole, case_sensitive=False),
    default=CoordinatorRole.COORDINATOR,
)
def add_coordinator(
    slug: str, first_name: str, email: str | None, phone: str | None, role: CoordinatorRole
) -> None:
    """Put FIRST_NAME in charge of the neighbourhood SLUG; the same person again if she is known."""
    if not (email or phone):
        raise click.UsageError("Write --email or --phone.")
    moment = now_utc()
    with _work() as session:
        home = _neighbourhood(session, slug)
        person = users.join(
            session, first_name=first_name, email=email, phone=phone, is_adult=True,
            language="fr", place=None, neighbourhood_id=home.id, by=None, now=moment,
        )  # fmt: skip
        channel = Channel.EMAIL if person.email else Channel.CALL
        users.confirm_channel(session, person, channel, by=None, now=moment)
        if person.met_on is None:
            users.mark_met(session, person, by=None, now=moment)
        neighbourhoods.add_coordinator(session, home, person, role, now=moment)
        click.echo(f"{_who(person)} is {role} of {home.name}.")


@admin.command("met")
@click.argument("person")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="Default: today")
def met(person: str, on: datetime | None) -> None:
    """Somebody of the team saw PERSON (a number, an e-mail or a name)."""
    day: date | None = on.date() if on else None
    with _work() as session:
        known = _person(session, person)
        users.mark_met(session, known, by=None, on=day, now=now_utc())
        click.echo(f"{_who(known)}: met on {known.met_on}.")


@admin.command("level")
@click.argument("person")
@click.argument("level", type=click.IntRange(0, users.HIGHEST_LEVEL))
def level(person: str, level: int) -> None:
    """Set how far PERSON is trusted: 0, 1 (identity seen, charter accepted) or 2."""
    with _work() as session:
        known = _person(session, person)
        users.set_level(session, known, level, by=None, now=now_utc())
        click.echo(f"{_who(known)}: level {known.level}.")


@admin.command("sign-in-link")
@click.argument("person")
def sign_in_link(person: str) -> None:
    """Print a link that lets PERSON in, once, within thirty minutes, in any browser."""
    with _work() as session:
        text = sign_ins.give_link(session, _person(session, person), now=now_utc())
    with current_app.test_request_context():
        click.echo(current_app.config["SETTINGS"].base_url + url_for("users.link", token=text))


@admin.command("second-factor")
@click.argument("person")
@click.option("--reset", is_flag=True, help="The telephone is lost: let PERSON set up another one")
def second_factor(person: str, reset: bool) -> None:
    """Say whether PERSON has set up a second code; with --reset, forget it and sign her out."""
    with _work() as session:
        known = _person(session, person)
        if reset:
            second_factors.reset(session, known, by=None, now=now_utc())
            click.echo(f"{_who(known)}: another telephone is set up at the next sign-in.")
            return
        found = second_factors.find(session, known)
        state = f"set up on {found.created_at:%Y-%m-%d}" if found else "not set up yet"
        click.echo(f"{_who(known)}: second code {state}.")


@admin.command("import-streets")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--neighbourhood", "slug", help="Give all these streets to it")
@click.option("--streets-only", is_flag=True, help="Keep the middle of each street and no door")
def import_streets(file: Path, slug: str | None, streets_only: bool) -> None:
    """Read a list of addresses in the format of the BAN; it replaces the communes it holds."""
    bad: list[str] = []
    with _work() as session, _progress(file) as bar:
        home = _neighbourhood(session, slug) if slug else None
        doors = address_list.read_doors(
            file,
            on_bad=lambda line, why: bad.append(f"line {line}: {why}"),
            on_bytes=bar.update,
        )
        done = streets.import_doors(session, doors, neighbourhood=home, streets_only=streets_only)
    for problem in bad[:MOST_BAD_LINES]:
        click.echo(f"Left out, {problem}", err=True)
    if len(bad) > MOST_BAD_LINES:
        click.echo(f"… and {len(bad) - MOST_BAD_LINES} more.", err=True)
    click.echo(f"{done.n_streets} streets, {done.n_doors} doors, {len(bad)} lines left out.")
    if not done.n_streets:
        raise click.ClickException("Nothing was written: no line is an address.")


def _progress(file: Path) -> Any:
    """How far the reading has come; nothing where nobody looks."""
    return click.progressbar(
        length=file.stat().st_size, label="Reading", file=sys.stderr, update_min_steps=1 << 18
    )


@admin.command("import-communes")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_communes(file: Path) -> None:
    """Put a whole gazetteer (code,name,postcodes,lat,lon) in the place of the small one."""
    try:
        found = gazetteer.read(file)
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    gazetteer.OWN_FILE.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, gazetteer.OWN_FILE)
    click.echo(f"{len(found.communes)} communes. The web reads them when it starts again.")


@contextmanager
def _work() -> Iterator[Session]:
    """One transaction; what cannot be done is said in one line."""
    database: Database = current_app.extensions["database"]
    try:
        with database.transaction() as session:
            yield session
    except Refusal as refusal:
        raise click.ClickException(_REFUSALS.get(refusal.code, refusal.code)) from refusal
    except address_list.UnreadList as error:
        raise click.ClickException(str(error)) from error


def _neighbourhood(session: Session, slug: str) -> Neighbourhood:
    try:
        return neighbourhood_queries.get_by_slug(session, slug)
    except NotFound as error:
        raise click.ClickException(f"No neighbourhood is called {slug}.") from error


def _person(session: Session, words: str) -> User:
    found = user_queries.list_named(session, words)
    if not found:
        raise click.ClickException(f"Nobody here is {words!r}.")
    if len(found) > 1:
        several = ", ".join(_who(person) for person in found[:10])
        raise click.ClickException(f"Several people are {words!r}; write a number: {several}")
    return found[0]


def _who(person: User) -> str:
    return f"{person.id} {person.first_name} {person.last_name}".strip()


def _require(settings: dict[str, Any], *names: str) -> None:
    missing = [f"--{name.replace('_', '-')}" for name in names if name not in settings]
    if missing:
        raise click.UsageError(f"A new neighbourhood needs {', '.join(missing)}.")


def _say_what_is_missing(session: Session, home: Neighbourhood) -> None:
    missing = neighbourhoods.missing_before_opening(session, home)
    if home.opened_at is None and missing:
        click.echo(f"{home.name} cannot open yet. Fill in:\n{steps(home.slug, missing)}")
    elif home.opened_at is None:
        click.echo(f"{home.name} is ready: flask admin open-neighbourhood {home.slug}")
