"""Answer templates."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from api.answers.json_responses import JsonAnswer
from api.answers.openapi import DeclaredRoute, body_of
from api.dependencies import ActorDep, ReadingDep, ReportDep, ServicesDep
from api.reports import answer_templates, lookup
from api.requests.bodies import parse_body, read_object
from api.schemas.answer_templates import (
    AnswerTemplate,
    AnswerTemplates,
    AnswerTemplateVersions,
    ChangedTemplate,
    FilledTemplate,
    NewTemplate,
)

router = APIRouter(route_class=DeclaredRoute, tags=["Answer templates"])

TemplateId = Annotated[int, Path(alias="id", ge=1, le=2**62)]
EXAMPLE = {"name": "Sudah selesai", "text": "Yth. {nama_pelapor}, laporan {nomor} sudah kami selesaikan."}


@router.get("/v1/answer-templates", response_model=AnswerTemplates)
async def list_answer_templates(services: ServicesDep, actor: ActorDep) -> JsonAnswer[AnswerTemplates]:
    """The templates that you may use: your own, those of your unit, of your agency, or of the centre. Which
    ones you use is recorded nowhere."""
    items = await answer_templates.list_templates(services, actor)
    return JsonAnswer({"items": items, "variables": answer_templates.list_variables()})


@router.post(
    "/v1/answer-templates",
    response_model=AnswerTemplate,
    status_code=201,
    openapi_extra=body_of(NewTemplate, {**EXAMPLE, "owner": "private"}),
)
async def add_answer_template(
    services: ServicesDep, actor: ActorDep, request: Request
) -> JsonAnswer[AnswerTemplate]:
    """Add one of your own; as an agency's admin also one of the agency or a unit, as the national admin one
    of the centre (`owner: agency`). What stands in braces must be one of the `variables`."""
    sent = parse_body(NewTemplate, await read_object(request))
    return JsonAnswer(await answer_templates.add_template(services, actor, sent), 201)


@router.put(
    "/v1/answer-templates/{id}",
    response_model=AnswerTemplate,
    openapi_extra=body_of(ChangedTemplate, {**EXAMPLE, "version": 1}),
)
async def change_answer_template(
    services: ServicesDep, actor: ActorDep, id_: TemplateId, request: Request
) -> JsonAnswer[AnswerTemplate]:
    """Write its next version. `version` is the one that you changed: where there is a newer one, 409
    `template_changed`."""
    sent = parse_body(ChangedTemplate, await read_object(request))
    return JsonAnswer(await answer_templates.change_template(services, actor, id_, sent))


@router.delete("/v1/answer-templates/{id}", status_code=204)
async def retire_answer_template(services: ServicesDep, actor: ActorDep, id_: TemplateId) -> Response:
    """Retire it: nobody is offered it any more. Its versions can still be read. Again it does nothing."""
    await answer_templates.retire_template(services, actor, id_)
    return Response(status_code=204)


@router.get("/v1/answer-templates/{id}/versions", response_model=AnswerTemplateVersions)
async def list_answer_template_versions(
    services: ServicesDep, actor: ActorDep, id_: TemplateId
) -> JsonAnswer[AnswerTemplateVersions]:
    """All that it has said, and who wrote that when, the newest first; also of a retired one."""
    return JsonAnswer({"items": await answer_templates.list_versions(services, actor, id_)})


@router.get("/v1/reports/{tn}/answer-templates", response_model=AnswerTemplates)
async def list_fitting_answer_templates(
    services: ServicesDep, reading: ReadingDep, report: ReportDep
) -> JsonAnswer[AnswerTemplates]:
    """Those that fit the report's category."""
    view = await lookup.view_report(services, reading, report)
    items = await answer_templates.list_fitting(services, reading.actor, view.state["category"])
    return JsonAnswer({"items": items, "variables": answer_templates.list_variables()})


@router.get("/v1/reports/{tn}/answer-templates/{id}", response_model=FilledTemplate)
async def fill_answer_template(
    services: ServicesDep, reading: ReadingDep, report: ReportDep, id_: TemplateId
) -> JsonAnswer[FilledTemplate]:
    """Its text for the report, with what the variables stand for as far as you may see it. A variable
    of which nothing is known stays as it is."""
    return JsonAnswer(await answer_templates.fill_template(services, reading, report, id_))
