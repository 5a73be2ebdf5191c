"""A certificate of our own for localhost, which no authority has signed."""

from __future__ import annotations

import subprocess
from pathlib import Path


def write_certificate(folder: Path) -> Path:
    """`key.pem` and `cert.pem` in that folder."""
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"),
            *("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"),
            *("-keyout", folder / "key.pem", "-out", folder / "cert.pem"),
        ],
        check=True,
        capture_output=True,
    )
    return folder
