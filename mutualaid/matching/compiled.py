"""The one door to numba: where compiled code is kept, and how the kernels are declared.

A cached kernel notices a change of its own file only, not of the files it calls. The default
folder therefore carries a fingerprint of all compiled files: new code never runs old kernels.
"""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast


def _fingerprint() -> str:
    """Twelve digits that change with any file that declares a kernel."""
    digest = hashlib.sha256()
    for source in sorted(Path(__file__).parent.glob("*.py")):
        code = source.read_bytes()
        if b"njit" in code:
            digest.update(code)
    return digest.hexdigest()[:12]


_ROOT = Path(__file__).resolve().parents[2]
os.environ.setdefault("NUMBA_CACHE_DIR", str(_ROOT / "instance" / "numba" / _fingerprint()))

import numba  # noqa: E402  (the cache folder is read when numba is imported)
from numba import types  # noqa: E402

Kernel = TypeVar("Kernel", bound=Callable[..., Any])

BOOL = types.boolean
I64 = types.int64
U64 = types.uint64
F64 = types.float64
VOID = types.void
BOOLS = types.boolean[::1]
I8S = types.int8[::1]
I32S = types.int32[::1]
I64S = types.int64[::1]
U64S = types.uint64[::1]
F64S = types.float64[::1]
GRID_OF_BOOLS = types.boolean[:, ::1]
PAIR = types.UniTuple(types.int64, 2)


def njit(signature: object) -> Callable[[Kernel], Kernel]:
    """Compile for one explicit signature, kept on disk."""
    return cast(
        "Callable[[Kernel], Kernel]",
        numba.njit(signature, cache=True, nogil=True, error_model="numpy"),
    )


def loop(signature: object) -> Callable[[Kernel], Kernel]:
    """The same for a kernel that makes no array: it does not count who holds those it is given.

    Counting each array of each tuple in and out of each call made the solver several times slower.
    """
    return cast(
        "Callable[[Kernel], Kernel]",
        numba.njit(
            signature, cache=True, nogil=True, error_model="numpy", _nrt=False, forceinline=True
        ),
    )


def tuple_of(fields: type[tuple[Any, ...]], *columns: object) -> Any:
    """The numba type of a NamedTuple of arrays, for use in signatures."""
    if all(column == columns[0] for column in columns):
        return types.NamedUniTuple(columns[0], len(columns), fields)
    return types.NamedTuple(columns, fields)
