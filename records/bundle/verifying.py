"""Verifying a bundle away from the house that made it: by the file alone, and whom its reader trusts.

Nothing is read but what is given: no environment, no network, no database, no settings.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from records.bundle.checks import CHECKS, Check
from records.bundle.opened import Altered, Opened
from records.bundle.procedure import fingerprint
from records.bundle.retelling import Retell, retold
from records.bundle.trust import Trusted

Verdict = Literal["fine", "altered", "not_checked"]
Trust = Literal["not_asked", "trusted", "another_key"]

FINE, ALTERED, ANOTHER_KEY = 0, 2, 3
"""What a program exits with."""
LONGEST = 300
"""How many characters of something strange are repeated."""


@dataclass(frozen=True, slots=True)
class Line:
    """What came of one check, in plain words."""

    check: str
    verdict: Verdict
    text: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What is to be said of a bundle. `found` names everything altered, missing or added, as `(where, what)`;
    `key` is the fingerprint of the key that signed, null where none can be told, as is `report`."""

    lines: Sequence[Line]
    found: Sequence[tuple[str, str]]
    warnings: Sequence[str]
    trust: Trust
    report: str | None
    key: str | None

    @property
    def exit_code(self) -> int:
        """0 fine, 2 something is not as it was signed, 3 signed by another key than those trusted."""
        if self.found:
            return ALTERED
        return ANOTHER_KEY if self.trust == "another_key" else FINE

    @property
    def summary(self) -> str:
        """What it means, for somebody who knows nothing of all this."""
        if self.found:
            where, what = self.found[0]
            more = f" (and {len(self.found) - 1} more)" if len(self.found) > 1 else ""
            return f"DO NOT RELY ON THIS FILE: {where} {what}{more}."
        whole = (
            f"This file is whole: all that it says of report {self.report} agrees, and is as it was signed."
        )
        if self.trust == "trusted":
            return f"{whole} A key that you trust signed it."
        if self.trust == "another_key":
            return (
                f"DO NOT RELY ON THIS FILE: the key {self.key} signed it, which is none of those you trust."
            )
        asked = "Ask the authority itself whether that is its key, or give the keys you trust with --trust."
        return f"{whole} Whose key {self.key} is, the file itself can't vouch for. {asked}"

    def wire(self) -> dict[str, Any]:
        """The same as JSON."""
        return {
            "exit_code": self.exit_code,
            "report": self.report,
            "key": self.key,
            "trust": self.trust,
            "found": [{"where": where, "what": what} for where, what in self.found],
            "warnings": list(self.warnings),
            "checks": [
                {"check": each.check, "verdict": each.verdict, "text": each.text} for each in self.lines
            ],
            "summary": self.summary,
        }


def verify(content: bytes, trusted: Trusted | None = None, retell: Retell = retold) -> Verification:
    """Looks at everything in a bundle, until something is not as it was signed. It never raises, whatever
    `content` is, but Stuck where `retell` does."""
    bundle = Opened(content, retell)
    lines: list[Line] = []
    found: list[tuple[str, str]] = []
    for check in CHECKS:
        if found:
            text = f"Not looked at, because of what is wrong above: {check.name}."
            lines.append(Line(check.name, "not_checked", text))
            continue
        text, found = _looked(check, bundle)
        lines.append(Line(check.name, "altered" if found else "fine", text))
    if found:
        return Verification(lines, found, (), "not_asked", None, None)
    manifest = bundle.manifest
    return Verification(lines, (), _warnings(bundle), _trust(bundle, trusted), manifest.report, manifest.key)


def _looked(check: Check, bundle: Opened) -> tuple[str, list[tuple[str, str]]]:
    try:
        return check.look(bundle), []
    except Altered as altered:
        found = [(_plain(where), _plain(what)) for where, what in altered.found]
    except Exception as error:  # noqa: BLE001  # a stranger's file: whatever it leads to, it isn't right
        found = [(check.about, f"can't be followed ({type(error).__name__})")]
    return "; ".join(f"{where} {what}" for where, what in found) + ".", found


def _warnings(bundle: Opened) -> list[str]:
    code = bundle.manifest.code
    if code.procedure == fingerprint():
        return []
    made_by = f"version {code.version}" + (f", commit {code.commit}" if code.commit else "")
    return [
        f"It was made by {_plain(made_by)}, whose rules are written otherwise than those of this program."
    ]


def _trust(bundle: Opened, trusted: Trusted | None) -> Trust:
    if trusted is None:
        return "not_asked"
    vouched = trusted.vouches_for(bundle.manifest.key, bundle.heads.keys)
    return "trusted" if vouched else "another_key"


def _plain(text: str) -> str:
    """`text` in one line without characters that a terminal would obey."""
    shown = "".join("?" if unicodedata.category(each)[0] in "CZ" and each != " " else each for each in text)
    return shown if len(shown) <= LONGEST else shown[:LONGEST] + "…"
