"""Every kind of message has its three files, and a text that somebody read as its receiver."""

from __future__ import annotations

import pytest

from mutualaid.domain.messages import MessageKind
from tests.architecture.conftest import ROOT

FILES = ("subject.txt", "body.txt", "body.html")
TEMPLATES = ROOT / "templates" / "emails"
GOLDEN = ROOT / "tests" / "emails" / "golden"


@pytest.mark.parametrize("kind", list(MessageKind))
def test_every_kind_of_mail_has_its_three_files(kind: MessageKind) -> None:
    missing = [name for name in FILES if not (TEMPLATES / kind / name).exists()]
    assert not missing, f"write templates/emails/{kind}/: {missing}"


@pytest.mark.parametrize("kind", list(MessageKind))
def test_every_kind_of_mail_has_a_golden_text_in_each_language(kind: MessageKind) -> None:
    missing = [lang for lang in ("fr", "en") if not (GOLDEN / f"{kind}.{lang}.txt").exists()]
    assert not missing, (
        f"read it as its receiver, then keep tests/emails/golden/{kind}.*: {missing}"
    )


def test_no_mail_is_left_of_a_kind_that_is_gone() -> None:
    kinds = {str(kind) for kind in MessageKind}
    found = {path.name for path in TEMPLATES.glob("*/") if not path.name.startswith("_")}
    assert found <= kinds, f"remove templates/emails/ {sorted(found - kinds)}"
