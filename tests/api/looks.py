"""What the access ledger says, as tests ask it."""

from typing import Any

from api.services import Services
from evidence.accesses.access_log import Access
from records.database import rows
from tests.api.people import Report

LATER = """
select index, at, actor, act, reports, reason, previous, digest from accesses
where index > %s order by index"""
NEWEST = "select coalesce(max(index), 0) as index from accesses"
WHY = "Pelapor bertanya lewat telepon – 'apa kabar?'"


class Noted:
    """What was entered since it was last asked."""

    def __init__(self, services: Services) -> None:
        self._house = services
        self._seen = 0

    async def begin(self) -> None:
        self._seen = (await rows(self._house.pool, NEWEST))[0]["index"]

    async def later(self) -> list[Access]:
        found = [Access(**row) for row in await rows(self._house.pool, LATER, [self._seen])]
        self._seen += len(found)
        return found

    async def acts(self) -> list[tuple[str, str, list[str]]]:
        """By whom, what, which reports."""
        return [(self._name(each), each.act, each.reports) for each in await self.later()]

    def _name(self, entry: Access) -> str:
        account = self._house.directory.account(entry.actor["id"])
        return account.username if account else entry.actor["id"]


async def theirs(report: Report, **params: Any) -> list[dict[str, Any]]:
    """What the reporter is told of who looked."""
    response = await report.http.get(
        f"{report.url}/accesses", params=params, headers={"Report-Pin": report.pin}
    )
    assert response.status_code == 200, response.text
    items: list[dict[str, Any]] = response.json()["items"]
    return items
