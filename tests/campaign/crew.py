"""Real processes that live through all rounds of a race and start each round together."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from mutualaid.db import Database

SECRET = "a secret for campaigns, long enough to sign with"
SIZE = 8
START_WITHIN_SECONDS = 60
FORKING = multiprocessing.get_context("forkserver")
FORKING.set_forkserver_preload(["tests.campaign.warm"])


@dataclass(frozen=True)
class Member:
    """One process: its own engine, its own application."""

    database: Database
    app: Flask
    now: datetime

    @property
    def client(self) -> FlaskClient:
        """A browser without a cookie."""
        return self.app.test_client()


Job = tuple[Callable[..., Any], Sequence[Any]]
"""A function of the module level, called with the member first."""


@dataclass(frozen=True)
class Outcome:
    """What a job gave back, or what went wrong in it."""

    value: Any = None
    fault: str = ""


class Crew:
    """Eight processes and the pipes to them."""

    def __init__(self, database_url: str, now: datetime) -> None:
        self._barrier = FORKING.Barrier(SIZE)
        self._pipes: list[Connection] = []
        self._processes = []
        for _ in range(SIZE):
            ours, theirs = FORKING.Pipe()
            process = FORKING.Process(
                target=_serve, args=(theirs, self._barrier, database_url, now)
            )
            process.start()
            theirs.close()
            self._pipes.append(ours)
            self._processes.append(process)

    def play(self, jobs: Sequence[Job]) -> list[Outcome]:
        """One round: at most one job per member, all begun at the same moment."""
        given: list[Job | None] = [*jobs, *[None] * (SIZE - len(jobs))]
        for pipe, job in zip(self._pipes, given, strict=True):
            pipe.send(job)
        outcomes = [pipe.recv() for pipe in self._pipes]
        return outcomes[: len(jobs)]

    def dismiss(self) -> None:
        """End the processes, also those that wait for one that failed."""
        for pipe in self._pipes:
            pipe.close()
        for process in self._processes:
            process.kill()
            process.join()
            process.close()


@contextmanager
def crew(database_url: str, now: datetime) -> Iterator[Crew]:
    """A crew for one test."""
    members = Crew(database_url, now)
    try:
        yield members
    finally:
        members.dismiss()


def _serve(pipe: Connection, barrier: Barrier, database_url: str, now: datetime) -> None:
    """The life of one member: until the other end of the pipe is closed."""
    from tests.campaign import warm

    app = warm.moved_to(database_url, clock=lambda: now)
    member = Member(app.extensions["database"], app, now)
    while True:
        try:
            job = pipe.recv()
        except EOFError:
            break
        barrier.wait(START_WITHIN_SECONDS)
        pipe.send(_done(member, job))
    member.database.dispose()


def _done(member: Member, job: Job | None) -> Outcome:
    if job is None:
        return Outcome()
    work, arguments = job
    try:
        return Outcome(work(member, *arguments))
    except Exception as error:  # noqa: BLE001  whatever goes wrong is the finding
        return Outcome(fault=f"{type(error).__name__}: {error}"[:500])
