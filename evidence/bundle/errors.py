"""Why no bundle can be made of a report, each with its stable code."""

from collections.abc import Sequence
from typing import ClassVar


class NotProvable(Exception):
    """No bundle may be made: its reader would be told what `found` says, each as where and what."""

    code: ClassVar[str] = "not_provable"

    def __init__(self, found: Sequence[tuple[str, str]]) -> None:
        super().__init__("; ".join(f"{where} {what}" for where, what in found))
        self.found = found


class TooLarge(Exception):
    """The bundle would be larger than bundles may be; the message says by what."""

    code: ClassVar[str] = "bundle_too_large"


class NotLogged(Exception):
    """The ledger does not have all facts of the report yet."""

    code: ClassVar[str] = "not_logged_yet"
