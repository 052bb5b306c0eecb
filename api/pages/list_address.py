"""The list that a report was opened from. Its address travels along as `from`, so that whoever decides comes
back to the same filters and page."""

from collections.abc import Mapping, Sequence
from typing import Annotated
from urllib.parse import parse_qsl, urlencode, urlsplit

from fastapi import Depends, Query

from api.reports.filter_query import parse_query
from api.reports.filters import TaskFilter
from api.requests.cross_site import safe_next
from fields.tracking_numbers import WrongCheck, parse_number

TASKS, REPORTS, OPERATION = "/tugas", "/laporan", "/operasi"
NO_FILTERS = {"lang", "done", "after", "limit"}
"""What the address of a list says beside what of it is asked for."""


def make_address(path: str, query: Mapping[str, str | None] | Sequence[tuple[str, str | None]]) -> str:
    """`path` with what of `query` is given; a query that `path` has already is kept."""
    pairs = query.items() if isinstance(query, Mapping) else query
    given = urlencode([(name, value) for name, value in pairs if value])
    return path + ("&" if "?" in path else "?") + given if given else path


def safe_list(url: str | None) -> str | None:
    """`url` where it is the address of one of our lists; null for anything else."""
    safe = safe_next(url, "")
    return safe if urlsplit(safe).path in {TASKS, REPORTS} and "#" not in safe else None


def is_of_reports(address: str | None) -> bool:
    """Whether it is the list of reports; else it is the worklist."""
    return address is not None and urlsplit(address).path == REPORTS


def tasks_at(address: str | None) -> TaskFilter:
    """Which tasks the worklist at that address shows, on all its pages; what makes no sense is left out."""
    parts = urlsplit(address or "")
    pairs = parse_qsl(parts.query) if parts.path == TASKS else []
    return parse_query(TaskFilter, [pair for pair in pairs if pair[0] not in NO_FILTERS]).which


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
