"""The monthly report as an answer: read, typeset in another process, and sent as a file."""

import asyncio
from functools import partial

from starlette.responses import Response

from api.answers.problems import Problem, unavailable
from api.monthly_report.asking import MonthlyReportQuery, resolve_report
from api.monthly_report.document import compose
from api.monthly_report.reading import Source, read_content
from api.monthly_report.typesetting import NotInstalled, require_installed, typeset
from api.services import Services
from records.figures.scopes import Scope
from runtime.subprocess_pool import NeverEnds
from workflows.procedure.model.facts import Actor

MEDIA_TYPE = "application/pdf"
LONGEST = 30.0
"""Seconds for the PDF once the figures are read, with the wait for what was asked for before."""


async def send_report(services: Services, actor: Actor, which: MonthlyReportQuery) -> Response:
    """The report as a PDF to be saved. Raises Malformed, 403 for what is not the reader's to see, Problem
    without a typesetter and where it takes too long, and one of `SQL_AWAY`."""
    try:
        require_installed()
    except NotInstalled as lacking:
        raise Problem(422, "format_not_installed", str(lacking)) from None
    scope = resolve_report(services.directory, actor, which)
    content = await read_content(Source(services.figures, services.directory, actor), scope, which.month)
    document = compose(content, services.directory, services.settings.authority)
    try:
        async with asyncio.timeout(LONGEST):
            pdf = await services.subprocesses.run(partial(typeset, document, content.made_at))
    except (TimeoutError, NeverEnds, ChildProcessError):
        detail = "Too much is being made just now to make this report. Ask again in a moment."
        raise unavailable("record_busy", detail) from None
    name = name_file(scope, which.month, is_final=content.is_final)
    headers = {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(pdf, media_type=MEDIA_TYPE, headers=headers)


def name_file(scope: Scope, month: str, *, is_final: bool) -> str:
    """What the file is called: a report that is not final says so."""
    ending = "" if is_final else "-sementara"
    return f"tuntas-{scope.code.replace(':', '-')}-{month}{ending}.pdf"
