"""Figures, what they count, and monthly reports as files from pages."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from api.dependencies import ServicesDep
from api.exports.answers import send_table
from api.figures.exporting import CountedFileQuery, FiguresFileQuery, export_counted, export_figures
from api.monthly_report.answering import send_report
from api.monthly_report.asking import MonthlyReportQuery
from api.pages.figure_links import COUNTED_FILE, FIGURES_FILE, REPORT_FILE
from api.pages.staff import StaffVisitDep

router = APIRouter(include_in_schema=False)


@router.get(FIGURES_FILE)
async def fetch_figures(
    services: ServicesDep, visit: StaffVisitDep, which: Annotated[FiguresFileQuery, Query()]
) -> Response:
    """The figures of the page as a file."""
    return await send_table(await export_figures(services, visit.who.actor, which), which)


@router.get(COUNTED_FILE)
async def fetch_counted(
    services: ServicesDep, visit: StaffVisitDep, which: Annotated[CountedFileQuery, Query()]
) -> Response:
    """What a figure counts as a file."""
    return await send_table(await export_counted(services, visit.who.actor, which), which)


@router.get(REPORT_FILE)
async def fetch_monthly_report(
    services: ServicesDep, visit: StaffVisitDep, which: Annotated[MonthlyReportQuery, Query()]
) -> Response:
    """The monthly report as a PDF."""
    return await send_report(services, visit.who.actor, which)
