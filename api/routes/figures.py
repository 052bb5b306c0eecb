"""Figures for those who watch: their values, definitions, what they count, and the ranking of agencies."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.answers.json_responses import JsonAnswer
from api.answers.openapi import DeclaredRoute, file_answer
from api.answers.problems import Problem
from api.dependencies import ActorDep, ServicesDep
from api.exports.answers import describe_files, send_table
from api.figures.answering import answer_figures
from api.figures.asking import CountedQuery, FiguresQuery, RankingQuery, resolve_query
from api.figures.counted import list_counted
from api.figures.defining import define
from api.figures.exporting import CountedFileQuery, FiguresFileQuery, export_counted, export_figures
from api.figures.ranking import rank_agencies
from api.monthly_report.answering import MEDIA_TYPE, send_report
from api.monthly_report.asking import MonthlyReportQuery
from api.schemas.figures import CountedEntries, FigureDefinitions, FiguresOfScope, Ranking
from records.figures.definitions import FIGURES

router = APIRouter(route_class=DeclaredRoute, tags=["Statistics"])


@router.get("/v1/figures", response_model=FiguresOfScope)
async def read_figures(
    services: ServicesDep, actor: ActorDep, which: Annotated[FiguresQuery, Query()]
) -> JsonAnswer[FiguresOfScope]:
    """The figures of what you answer for: the national admin, the centre's supervisor and auditors all of
    them, an agency's admin and supervisor their agency and its units, an officer the unit."""
    return JsonAnswer(await answer_figures(services, resolve_query(services, actor, which)))


@router.get("/v1/statistics", include_in_schema=False)
async def refuse_statistics() -> Response:
    """Leads programs of releases up to 0.2 to the figures."""
    successor = router.url_path_for("read_figures")
    raise Problem(
        410,
        "replaced",
        f"Figures are at GET {successor} now.",
        headers={"Link": f'<{successor}>; rel="successor-version"'},
        successor=successor,
    )


@router.get("/v1/figures/definitions", response_model=FigureDefinitions)
async def list_definitions(_actor: ActorDep) -> JsonAnswer[FigureDefinitions]:
    """What each figure is, in both languages."""
    return JsonAnswer({"items": [define(each) for each in FIGURES]})


@router.get("/v1/figures/counted", response_model=CountedEntries)
async def list_counted_entries(
    services: ServicesDep, actor: ActorDep, which: Annotated[CountedQuery, Query()]
) -> JsonAnswer[CountedEntries]:
    """What a figure counts, one item each: exactly as many as its `count`. A report that is not yours to read
    any more has no number."""
    return JsonAnswer(await list_counted(services, actor, which))


@router.get("/v1/figures/ranking", response_model=Ranking)
async def read_ranking(
    services: ServicesDep, actor: ActorDep, which: Annotated[RankingQuery, Query()]
) -> JsonAnswer[Ranking]:
    """Agencies by their share of first answers in time, above a floor. For who sees all agencies."""
    return JsonAnswer(await rank_agencies(services, actor, which))


@router.get(
    "/v1/figures/file",
    response_class=Response,
    responses=describe_files("A line for the whole and for each part", "scope,from,to\r\n"),
)
async def export_figures_file(
    services: ServicesDep, actor: ActorDep, which: Annotated[FiguresFileQuery, Query()]
) -> Response:
    """The figures as CSV, XLSX or Parquet: a line for the whole and for each part, a column for each figure.
    With `table=codebook` what the columns are."""
    return await send_table(await export_figures(services, actor, which), which)


@router.get(
    "/v1/figures/counted/file",
    response_class=Response,
    responses=describe_files("A line for each entry", "number,measure,day\r\n"),
)
async def export_counted_file(
    services: ServicesDep, actor: ActorDep, which: Annotated[CountedFileQuery, Query()]
) -> Response:
    """What a figure counts as CSV, XLSX or Parquet, all of it, without any text of a report. With
    `table=codebook` what the columns are."""
    return await send_table(await export_counted(services, actor, which), which)


@router.get(
    "/v1/figures/report",
    response_class=Response,
    responses=file_answer(MEDIA_TYPE, "The report as an accessible PDF (PDF/UA-1), in Indonesian"),
)
async def export_monthly_report(
    services: ServicesDep, actor: ActorDep, which: Annotated[MonthlyReportQuery, Query()]
) -> Response:
    """The monthly report of the nation, a province or an agency. A month that is not over, or not counted to
    its end, gives a report that says that it is provisional; its file's name ends with `-sementara`."""
    return await send_report(services, actor, which)
