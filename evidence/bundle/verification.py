"""Verifying a bundle away from the installation that made it: by the file alone, and whom its reader trusts.

Nothing is read but what is given: no environment, no network, no database, no settings.
"""

import errno
import os
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from evidence.bundle.checks import CHECKS, Check
from evidence.bundle.kept_heads import Comparison, KeptHead, compare_heads
from evidence.bundle.procedure import code_fingerprint
from evidence.bundle.reader import Altered, BundleReader, NotHere
from evidence.bundle.recording_dates import LoggedFact, facts_late
from evidence.bundle.replay import Retell, replay_evidence
from evidence.bundle.trusted_keys import TrustedKeys
from evidence.ledger.heads import Consistency

Verdict = Literal["fine", "altered", "not_checked"]
Trust = Literal["not_asked", "trusted", "another_key"]

FINE, NO_VERDICT, ALTERED, ANOTHER_KEY = 0, 1, 2, 3
"""What a program exits with."""
LEDGER = "dates"
"""The last check of facts and heads in the ledger."""
WHY_LATE = "it waited for a ledger that was away, or it is dated back"
ASK_IT = "verify it with that version before you conclude anything from what differs"
OF_MACHINES = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EIO})
"""Errors that no file leads to."""
LONGEST = 300
"""How many characters of something strange are repeated."""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What came of one check, in plain words."""

    check: str
    verdict: Verdict
    text: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What is to be said of a bundle. `found` names everything altered, missing or added, as `(where, what)`;
    `trouble` says why the rest could not be looked at here, which is no verdict. `report`, and `key`, the
    fingerprint of the key that signed, are null where the signature doesn't say so. `rules_of` names the
    version that made it, where what is found may come of its rules being others."""

    lines: Sequence[CheckResult]
    found: Sequence[tuple[str, str]]
    warnings: Sequence[str]
    trust: Trust
    report: str | None
    key: str | None
    trouble: str | None = None
    rules_of: str | None = None

    @property
    def exit_code(self) -> int:
        """0 fine, 1 no verdict, 2 something is not as it was signed, 3 signed by another key than those
        trusted."""
        if self.found:
            return ALTERED
        if self.trouble:
            return NO_VERDICT
        return ANOTHER_KEY if self.trust == "another_key" else FINE

    @property
    def summary(self) -> str:
        """What it means, for somebody who knows nothing of all this."""
        if self.found:
            where, what = self.found[0]
            more = f" (and {len(self.found) - 1} more)" if len(self.found) > 1 else ""
            but = f" It was made by the rules of {self.rules_of}: {ASK_IT}." if self.rules_of else ""
            return f"DO NOT RELY ON THIS FILE: {where} {what}{more}.{but}"
        if self.trust == "another_key":
            return (
                f"DO NOT RELY ON THIS FILE: the key {self.key} signed it, which is none of those you trust."
            )
        if self.trouble:
            return f"No verdict: it could not be verified here: {self.trouble}."
        whole = (
            f"This file is whole: all that it says of report {self.report} agrees, and is as it was signed."
        )
        if self.trust == "trusted":
            return f"{whole} A key that you trust signed it."
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
            "trouble": self.trouble,
            "warnings": list(self.warnings),
            "checks": [
                {"check": each.check, "verdict": each.verdict, "text": each.text} for each in self.lines
            ],
            "summary": self.summary,
        }


def verify_bundle(
    content: bytes,
    trusted: TrustedKeys | None = None,
    retell: Retell = replay_evidence,
    kept: Sequence[KeptHead] = (),
    links: Sequence[Consistency] = (),
) -> Verification:
    """Looks at everything in a bundle, until something is not as it was signed; and at heads that were kept,
    which `links` may prove to be of the same past. It never raises, whatever `content` is, but Stuck where
    `retell` does, and OSError where a part of this program can't be read."""
    bundle = BundleReader(content, retell)
    lines, found, trouble = _looked_at(bundle)
    fine = {line.check for line in lines if line.verdict == "fine"}
    if "signature" not in fine:
        return Verification([*lines, *map(_unseen, kept)], found, (), "not_asked", None, None, trouble)
    beside, came_late = _beside(bundle, kept, links) if LEDGER in fine else ([], [])
    also = [_line(each) for each in beside] or [_unseen(each) for each in kept]
    other = _other_rules(bundle)
    by_rules = {check.name for check in CHECKS if check.by_rules}
    differs = any(line.check in by_rules and line.verdict == "altered" for line in lines)
    return Verification(
        lines=lines + also,
        found=[*found, *((each.where, each.what) for each in beside if each.verdict == "altered")],
        warnings=[*_warnings(other), *came_late],
        trust=_trust(bundle, trusted),
        report=bundle.manifest.report,
        key=bundle.manifest.key,
        trouble=trouble,
        rules_of=other if differs else None,
    )


def _looked_at(bundle: BundleReader) -> tuple[list[CheckResult], list[tuple[str, str]], str | None]:
    """What is to be said of all checks, what they found, and what hindered them."""
    lines: list[CheckResult] = []
    found: list[tuple[str, str]] = []
    trouble: str | None = None
    for check in CHECKS:
        if found or trouble:
            text = f"Not looked at, because of what is said above: {check.name}."
            lines.append(CheckResult(check.name, "not_checked", text))
            continue
        line, found, trouble = _looked(check, bundle)
        lines.append(line)
    return lines, found, trouble


def _beside(
    bundle: BundleReader, kept: Sequence[KeptHead], links: Sequence[Consistency]
) -> tuple[list[Comparison], list[str]]:
    """What became of each head that was kept, and which facts came late by these and by the bundle's own."""
    facts = LoggedFact.all(bundle.facts, bundle.proofs)
    told = [
        compare_heads(KeptHead(_plain(each.name), each.head), bundle.heads, facts, links) for each in kept
    ]
    heads = [*bundle.heads.heads, *(each.head for each in told if each.verdict == "fine")]
    return told, [f"F{each[1:]}: {WHY_LATE}." for each in facts_late(facts, heads)]


def _line(told: Comparison) -> CheckResult:
    return CheckResult("kept", told.verdict, f"{told.where} {told.what}.")


def _unseen(kept: KeptHead) -> CheckResult:
    return CheckResult(
        "kept", "not_checked", f"Not looked at, because of what is said above: {_plain(kept.name)}."
    )


def _looked(check: Check, bundle: BundleReader) -> tuple[CheckResult, list[tuple[str, str]], str | None]:
    """What is to be said of a check, what it found, and what hindered it."""
    try:
        return CheckResult(check.name, "fine", check.look(bundle)), [], None
    except Altered as altered:
        found = [(_plain(where), _plain(what)) for where, what in altered.found]
    except Exception as error:  # noqa: BLE001  # a stranger's file: whatever it leads to, it isn't right
        if trouble := _trouble(error):
            text = f"Could not be looked at here: {check.name}."
            return CheckResult(check.name, "not_checked", text), [], trouble
        found = [(check.about, f"can't be followed ({type(error).__name__})")]
    text = "; ".join(f"{where} {what}" for where, what in found) + "."
    return CheckResult(check.name, "altered", text), found, None


def _trouble(error: Exception) -> str | None:
    """What is wrong with this machine rather than with the file."""
    if isinstance(error, NotHere):
        return str(error)
    if isinstance(error, MemoryError):
        return "there is not enough memory"
    if isinstance(error, OSError) and error.errno in OF_MACHINES:
        return os.strerror(error.errno)
    return None


def _other_rules(bundle: BundleReader) -> str | None:
    """The version that made it, if its rules are written otherwise than ours."""
    code = bundle.manifest.code
    if code.procedure == code_fingerprint():
        return None
    return _plain(f"version {code.version}" + (f", commit {code.commit}" if code.commit else ""))


def _warnings(other: str | None) -> list[str]:
    if other is None:
        return []
    return [
        f"It was made by {other}, whose rules are written otherwise than those of this program: {ASK_IT}."
    ]


def _trust(bundle: BundleReader, trusted: TrustedKeys | None) -> Trust:
    if trusted is None:
        return "not_asked"
    vouched = trusted.vouches_for(bundle.manifest.key, bundle.heads.keys)
    return "trusted" if vouched else "another_key"


def _plain(text: str) -> str:
    """`text` in one line without characters that a terminal would obey."""
    shown = "".join("?" if unicodedata.category(each)[0] in "CZ" and each != " " else each for each in text)
    return shown if len(shown) <= LONGEST else shown[:LONGEST] + "…"
