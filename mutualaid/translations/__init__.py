"""One small French catalogue per feature, compiled into the one that gettext reads."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

FOLDER = Path(__file__).resolve().parent
FRENCH = FOLDER / "fr"
_PLACEHOLDER = re.compile(r"%(?:\((\w+)\)s)?")
"""A named one, or a lone per cent sign, which gettext would stumble over as well."""
COMPILED = FRENCH / "LC_MESSAGES" / "messages.mo"


class CatalogueError(Exception):
    """What is wrong in the French catalogues, one sentence a line."""


def compile_catalogue() -> int:
    """Merge fr/*.po and write the compiled file; the number of messages."""
    catalogue = merge(sorted(FRENCH.glob("*.po")))
    COMPILED.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=COMPILED.parent, suffix=".part")
    with os.fdopen(handle, "wb") as file:
        write_mo(file, catalogue)
    Path(name).chmod(0o644)
    Path(name).replace(COMPILED)
    return len(catalogue)


def compile_if_stale() -> None:
    """Compile when a catalogue is newer than the compiled file: no page half translated."""
    sources = list(FRENCH.glob("*.po"))
    newest = max((file.stat().st_mtime for file in [FRENCH, *sources]), default=0.0)
    if not COMPILED.exists() or COMPILED.stat().st_mtime < newest:
        compile_catalogue()


def merge(files: Iterable[Path]) -> Catalog:
    """All catalogues as one; refuses two French sentences for one English one, and gaps."""
    whole = Catalog(locale="fr", domain="messages", charset="utf-8")
    origin: dict[object, str] = {}
    faults: list[str] = []
    for file in files:
        with file.open("rb") as stream:
            catalogue = read_po(stream, locale="fr", abort_invalid=True)
        for message in catalogue:
            if not message.id:
                continue
            faults += [f"{file.name}: {fault}" for fault in _faults(message)]
            known = whole.get(message.id, message.context)
            if known is not None and known.string != message.string:
                faults.append(
                    f"{file.name}: {message.id!r} is {message.string!r} here "
                    f"but {known.string!r} in {origin[message.id]}"
                )
            whole.add(message.id, message.string, context=message.context)
            origin.setdefault(message.id, file.name)
    if faults:
        raise CatalogueError("\n".join(faults))
    return whole


def _faults(message: Message) -> Iterable[str]:
    """What keeps one message from being shown: a gap, a doubt, a placeholder lost."""
    ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
    strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
    expected = {name for text in ids for name in _PLACEHOLDER.findall(text)}
    if not all(strings):
        yield f"{message.id!r} has no French"
    if message.fuzzy:
        yield f"{message.id!r} is marked fuzzy: read it again and remove the mark"
    found = [set(_PLACEHOLDER.findall(text or "")) for text in strings]
    if found[-1] != expected or not all(names <= expected for names in found):
        yield f"{message.id!r} has other placeholders in French"
