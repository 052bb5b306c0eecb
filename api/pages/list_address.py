"""The list that a report was opened from. Its address travels along as `from`, so that whoever decides comes
back to the same filters and page."""

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import parse_qs, urlencode, urlsplit

from fastapi import Depends, Query

from api.requests.cross_site import safe_next
from fields.tracking_numbers import WrongCheck, parse_number
from records.reports.queries.worklist import Scope

TASKS, REPORTS = "/tugas", "/laporan"


def make_address(path: str, query: Mapping[str, str | None]) -> str:
    """`path` with what of `query` is given; a query that `path` has already is kept."""
    given = urlencode({name: value for name, value in query.items() if value})
    return path + ("&" if "?" in path else "?") + given if given else path


def safe_list(url: str | None) -> str | None:
    """`url` where it is the address of one of our lists; null for anything else."""
    safe = safe_next(url, "")
    return safe if urlsplit(safe).path in {TASKS, REPORTS} and "#" not in safe else None


def is_of_reports(address: str | None) -> bool:
    """Whether it is the list of reports; else it is the worklist."""
    return address is not None and urlsplit(address).path == REPORTS


def scope_of(address: str | None) -> Scope:
    """Whose tasks the worklist at that address shows."""
    asked = parse_qs(urlsplit(address or "").query).get("scope", [""])[-1]
    return Scope.TEAM if asked == Scope.TEAM else Scope.MINE


def number_of(text: str | None) -> str | None:
    """The tracking number that `text` is; null where it is none."""
    try:
        return parse_number(text or "")
    except WrongCheck:
        return None


async def list_in_address(from_: Annotated[str | None, Query(alias="from")] = None) -> str | None:
    """The list that the page was opened from."""
    return safe_list(from_)


async def decided_report(done: Annotated[str | None, Query(max_length=40)] = None) -> str | None:
    """The report that was decided on just before."""
    return number_of(done)


ListInAddressDep = Annotated[str | None, Depends(list_in_address)]
DecidedReportDep = Annotated[str | None, Depends(decided_report)]
