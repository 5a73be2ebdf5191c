"""The three neighbours whom the demo's sign-in pages let one be."""

from __future__ import annotations

from enum import StrEnum


class DemoRole(StrEnum):
    """A place at the table; its value stands in the page's address."""

    RESIDENT = "resident"
    VOLUNTEER = "volunteer"
    COORDINATOR = "coordinator"

    @property
    def email(self) -> str:
        """The mailbox of the neighbour who plays it."""
        return {
            DemoRole.RESIDENT: "jeanne.perrin@example.fr",
            DemoRole.VOLUNTEER: "karim.haddad@example.fr",
            DemoRole.COORDINATOR: "fatima.benali@exemple.org",
        }[self]
