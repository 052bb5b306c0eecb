"""Which PINs open a report now: asked of the record, and while that is away of what this process knows."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal

from records.database import SQL_AWAY, Pool
from records.reports import pins
from records.reports.pins import PinVersions

BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
OVERLAP = timedelta(minutes=1)
"""A change may be committed so long after its instant."""

PinKind = Literal["current", "sent"]
"""A PIN that opens a report: the one in force, or a newer one that was sent and nobody has used yet."""


@dataclass(slots=True)
class KnownPins:
    """The versions of PINs. Of reports whose PIN never changed, nothing is kept."""

    pool: Pool
    _known: dict[str, PinVersions] = field(default_factory=dict)
    _until: datetime = BEGINNING

    async def of(self, report: str) -> PinVersions:
        """The versions of that report's PINs; while the record is away, as they were known last."""
        try:
            return await pins.read_pins(self.pool, report)
        except SQL_AWAY:
            return self._known.get(report, PinVersions())

    async def accept(self, report: str, version: int) -> None:
        """The sent PIN was used: it is in force from now on. While the record is away both go on opening the
        report, until it is used again."""
        try:
            await pins.accept_sent_pin(self.pool, report, version)
        except SQL_AWAY:
            return

    async def refresh(self) -> None:
        """Learns what changed since the last time. Raises one of `SQL_AWAY`."""
        for report, versions, changed_at in await pins.list_changed_pins(self.pool, self._until):
            self._known[report] = versions
            self._until = max(self._until, changed_at - OVERLAP)
