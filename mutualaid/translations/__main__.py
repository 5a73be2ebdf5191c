"""`python -m mutualaid.translations`: compile the French, list what has none yet."""

from __future__ import annotations

import sys

from mutualaid.translations import CatalogueError, compile_catalogue
from mutualaid.translations.missing import missing


def main() -> int:
    """Compile; fail with sentences when catalogues contradict one another."""
    try:
        count = compile_catalogue()
    except CatalogueError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"French: {count} messages compiled.")
    for message in missing():
        print(f"No French yet: {message!r}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
