"""The application: wiring only."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from fastapi import FastAPI
from starlette.routing import BaseRoute
from temporalio.client import Client

from api.answers import problems
from api.answers.openapi import ERRORS, declare_refusals, install_document
from api.audits.carrying_out import make_audit_task
from api.bulks.carrying_out import make_bulk_task
from api.forecasts.morning_messages import make_morning_task
from api.metrics import Metrics
from api.middleware import RequestMiddleware
from api.operation.sign_of_life import make_sign_of_life_task, say_goodbye
from api.pages import (
    account,
    assets,
    calendar,
    decide,
    directory_file,
    errors,
    figure_files,
    front,
    lost_pin,
    presence,
    report,
    reporter_decisions,
    submit,
    track,
    worklist,
)
from api.pages import answer_templates as template_pages
from api.pages import board as board_page
from api.pages import bulks as bulk_pages
from api.pages import calendar_feeds as calendar_feed_pages
from api.pages import decrees as decree_pages
from api.pages import directory as directory_pages
from api.pages import drafts as drafts_in_forms
from api.pages import events as live_events
from api.pages import figures as figures_page
from api.pages import forecast as forecast_page
from api.pages import open_data as open_data_page
from api.pages import operation as operation_page
from api.pages import successions as succession_pages
from api.pages import team as team_page
from api.pages import views as views_pages
from api.pages import yearly_forms as yearly_form_pages
from api.pages.audit import accesses as audit_accesses
from api.pages.audit import bundle as audit_bundle
from api.pages.audit import find as audit_find
from api.pages.audit import ledger as audit_ledger
from api.pages.audit import replay as audit_replay
from api.pages.audit import replays as audit_replays
from api.pages.audit import report as audit_report
from api.routes import (
    accesses,
    agencies,
    answer_templates,
    audit,
    audits,
    board,
    bulks,
    bundles,
    calendar_feeds,
    calendars,
    claims,
    decisions,
    decrees,
    directory,
    documentation,
    drafts,
    events,
    explanations,
    figures,
    forecast,
    heads,
    health,
    intake,
    me,
    messages,
    morning_messages,
    open_data,
    operation,
    phone_calls,
    policy,
    receipts,
    reporter,
    reports,
    retimings,
    sign_in,
    successions,
    tasks,
    team,
    views,
    yearly_forms,
)
from api.services import open_services
from runtime.background import run_in_background
from runtime.http_server import BEFORE_SHUTDOWN
from runtime.release import VERSION
from runtime.settings import Settings
from runtime.temporal_connection import TASK_QUEUE

ROUTERS = (
    decisions.router,
    drafts.router,
    bulks.router,
    events.router,
    claims.router,
    intake.router,
    reporter.router,
    tasks.router,
    team.router,
    board.router,
    forecast.router,
    views.router,
    answer_templates.router,
    phone_calls.router,
    reports.router,
    explanations.router,
    audit.router,
    audits.router,
    bundles.router,
    sign_in.router,
    me.router,
    calendar_feeds.router,
    agencies.router,
    directory.router,
    successions.router,
    policy.router,
    figures.router,
    yearly_forms.router,
    open_data.router,
    calendars.router,
    decrees.router,
    retimings.router,
    messages.router,
    morning_messages.router,
    operation.router,
    accesses.router,
    heads.router,
    receipts.router,
)
PAGES = (
    front.router,
    submit.router,
    lost_pin.router,
    track.router,
    reporter_decisions.router,
    account.router,
    calendar_feed_pages.router,
    worklist.router,
    views_pages.router,
    team_page.router,
    board_page.router,
    forecast_page.router,
    figures_page.router,
    figure_files.router,
    yearly_form_pages.router,
    open_data_page.router,
    template_pages.router,
    report.router,
    decide.router,
    drafts_in_forms.router,
    presence.router,
    live_events.router,
    bulk_pages.router,
    audit_find.router,
    audit_report.router,
    audit_replay.router,
    audit_replays.router,
    audit_ledger.router,
    audit_bundle.router,
    audit_accesses.router,
    operation_page.router,
    calendar.router,
    decree_pages.router,
    directory_pages.router,
    directory_file.router,
    succession_pages.router,
    assets.router,
)
DESCRIPTION = """Public-service reports the SP4N-LAPOR! way. Errors are `application/problem+json` with a
stable `code`. Lists are paged: pass `next` on as `after`. Instants are UTC."""


def _join_routes() -> list[BaseRoute]:
    """All routes of the API and of the pages, each as it was made: an included router makes them all anew."""
    for router in ROUTERS:
        declare_refusals(router, ERRORS)
    declare_refusals(health.router, {"default": ERRORS["default"]})
    routers = (*ROUTERS, health.router, documentation.router, *PAGES)
    return [route for router in routers for route in router.routes]


ROUTES = _join_routes()


def create_app(
    settings: Settings | None = None, *, client: Client | None = None, task_queue: str = TASK_QUEUE
) -> FastAPI:
    """The API with the settings of the environment; `client` if there is one already."""
    settings = settings or Settings.of_environment()
    metrics = Metrics()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, object]]:
        async with open_services(settings, metrics, client, task_queue) as services:
            beside = dict(services.background)
            tasks = [
                make_bulk_task(services),
                make_audit_task(services),
                make_morning_task(services),
                make_sign_of_life_task(services.pool, beside),
            ]
            beside |= {task.name: task for task in tasks}
            async with run_in_background(tasks):
                app.state.services = replace(services, background=beside)
                yield {BEFORE_SHUTDOWN: services.live.end_all}
            await say_goodbye(services.pool)

    app = FastAPI(
        title="Tuntas",
        version=VERSION,
        description=DESCRIPTION,
        lifespan=lifespan,
        routes=ROUTES,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    problems.install_handlers(app, errors.respond)
    install_document(app)
    app.add_middleware(RequestMiddleware, limit=settings.body_limit, metrics=metrics, respond=errors.respond)
    return app
