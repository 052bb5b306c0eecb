"""What is called what in the store. Only what looks like a report's number becomes part of a name, so that
none leads out of its folder."""

import re
from typing import ClassVar

NUMBER = re.compile(r"[A-Z0-9][A-Z0-9-]{3,63}")
"""What reports, and runs in capitals, are called."""


class NoSuchNumber(ValueError):
    """No report is ever called so."""

    code: ClassVar[str] = "no_such_number"

    def __init__(self) -> None:
        super().__init__("no report is called so")


def object_name(report: str) -> str:
    """Where a finished report's object is. Raises NoSuchNumber."""
    return f"reports/{_placed(report)}.zip"


def aside_name(report: str, sha256: str) -> str:
    """Where what lay in its place is kept. Raises NoSuchNumber."""
    return f"aside/{_placed(report)}.{sha256}.zip"


def snapshot_name(report: str, facts: int, digest: str) -> str:
    """Where a report that was still open is kept as it was after so many facts. Raises NoSuchNumber."""
    return f"snapshots/{_placed(report)}/{facts:06}-{digest[:16]}.zip"


def run_name(report: str, run: str) -> str:
    """Where an earlier run of a report that is still open is kept. Raises NoSuchNumber."""
    return f"runs/{_placed(report)}/{_checked(run.upper()).lower()}.pb.z"


def _placed(report: str) -> str:
    return f"{report[:2]}/{_checked(report)}"


def _checked(number: str) -> str:
    if not NUMBER.fullmatch(number):
        raise NoSuchNumber
    return number
