"""Long lists of the desk, fifty lines a page."""

from __future__ import annotations

ON_A_PAGE = 50


def count_pages(n_found: int) -> int:
    """How many pages so many lines fill; an empty list has one."""
    return max(1, -(-n_found // ON_A_PAGE))


def page_within(number: int, n_found: int) -> int:
    """The page that was asked for; one beyond the last is the last one."""
    return min(max(1, number), count_pages(n_found))
