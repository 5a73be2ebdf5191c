"""Numbers of rows, in addresses and forms: never more than a database can look up."""

from __future__ import annotations

from werkzeug.routing import IntegerConverter, Map

LAST = 2**31 - 1


class RowNumber(IntegerConverter):
    """`<int:…>` in an address; a longer number is « page not found »."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, min=0, max=LAST)


def row_number(text: str) -> int:
    """A number that one of our buttons sent; ValueError for anything else."""
    number = int(text)
    if not 0 <= number <= LAST:
        raise ValueError(text[:20])
    return number
