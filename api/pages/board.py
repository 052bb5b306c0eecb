"""A supervisor's board: few panels, each number with the list behind it."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from api.dependencies import ServicesDep
from api.figures.asking import widest_scope
from api.pages.board_charts import BOARD, MOST_BARS, BoardLinks, draw_board
from api.pages.figure_links import list_reports
from api.pages.language import language_of
from api.pages.rendering import render
from api.pages.staff import StaffVisitDep
from api.reports.board import read_board
from api.reports.filters import Code
from api.schemas.board import BoardOfficer
from records.figures.scopes import agency_scope
from records.open_data.months import read_first_month

router = APIRouter(include_in_schema=False)

WEEKS = (4, 8, 13)
"""To choose from."""
QUIET_AFTER = 5
"""Working days without a decision, after which somebody with open tasks is named among those who are away."""
MOST_PLACES = 200
"""In the table of agencies."""


@router.get(BOARD)
async def show_board(
    services: ServicesDep,
    request: Request,
    visit: StaffVisitDep,
    weeks: str | None = None,
    agency: Annotated[Code | Literal[""] | None, Query()] = None,
) -> Response:
    """The board of the agency, or of the nation, over so many weeks; 8 for anything that can't be chosen. The
    centre and auditors choose an agency."""
    chosen = next((each for each in WEEKS if str(each) == weeks), 8)
    board = await read_board(services, visit.who.actor, chosen, agency or None)
    links = BoardLinks.of(board, visit.who.actor)
    scope = agency_scope(agency) if agency else widest_scope(visit.who.actor)
    today = services.directory.centre().calendar.local_date(datetime.now(UTC))
    first = await read_first_month(services.figures)
    context: dict[str, Any] = {
        "board": board,
        "links": links,
        "charts": draw_board(services, board, links, language_of(request)),
        "first_places": board["places"][:MOST_BARS],
        "other_places": board["places"][MOST_BARS:MOST_PLACES],
        "left_out": max(0, len(board["places"]) - MOST_PLACES),
        "quiet": [each for each in board["officers"] if each["open"] and _is_quiet(each)],
        "quiet_after": QUIET_AFTER,
        "reports": list_reports(scope, today, today, first),
        "zone": visit.zone,
        "here": links.board(agency or None, weeks),
        "ranges": [(each, links.board(agency or None, str(each)), each == chosen) for each in WEEKS],
        "weeks": chosen,
        "agencies": [] if links.own else services.directory.agencies(),
        "first_loads": board["loads"][:MOST_BARS],
        "other_loads": board["loads"][MOST_BARS:],
        "changes": {name: _change(board["now"][name], board["before"][name]) for name in ("opened", "done")},
    }
    return render(request, "staff/board.html", context)


def _is_quiet(officer: BoardOfficer) -> bool:
    working_days = officer["quiet_working_days"]
    return working_days is None or working_days >= QUIET_AFTER


def _change(now: int, before: int) -> int | None:
    """In percent; null where there is nothing to compare with."""
    return round(100 * (now - before) / before) if before else None
