"""Yearly forms: what an agency tells of itself once a year, because no fact says it."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from api.answers.json_responses import JsonAnswer
from api.answers.openapi import DeclaredRoute, body_of
from api.dependencies import ActorDep, ServicesDep
from api.exports.answers import describe_files, send_table
from api.requests.bodies import parse_body, read_object
from api.schemas.yearly_forms import (
    FiledForm,
    FormState,
    YearlyForm,
    YearlyForms,
    YearlyFormsOfAgency,
    YearlyFormVersions,
)
from api.yearly_forms.exporting import YearlyFormsFileQuery, export_forms
from api.yearly_forms.filing import file_form
from api.yearly_forms.reading import (
    read_forms_of_agency,
    read_forms_of_year,
    read_versions,
    read_yearly_form,
)
from api.yearly_forms.rights import require_filing
from fields.errors import Text
from records.yearly_forms.content import FIRST_YEAR, LAST_YEAR

router = APIRouter(route_class=DeclaredRoute, tags=["Yearly forms"])

AgencyPath = Annotated[Text, Path(max_length=64)]
YearPath = Annotated[int, Path(ge=FIRST_YEAR, le=LAST_YEAR)]
EXAMPLE = {
    "version": 0,
    "form": {
        "team_decree": {"number": "065/118/2025", "signed_on": "2025-02-10", "url": None},
        "action_plan": {
            "first_year": 2025,
            "last_year": 2029,
            "url": "https://contoh.go.id/rencana-aksi.pdf",
        },
        "procedure": None,
        "trained": 6,
        "survey": {
            "scale": 4,
            "value": 3.42,
            "respondents": 412,
            "ended_on": "2025-11-14",
            "method": "electronic",
            "url": None,
        },
        "remarks": None,
    },
}


@router.get("/v1/yearly-forms", response_model=YearlyForms)
async def list_yearly_forms(
    services: ServicesDep,
    actor: ActorDep,
    year: Annotated[
        int | None, Query(ge=FIRST_YEAR, le=LAST_YEAR, description="The last year that is over if left out")
    ] = None,
    state: Annotated[FormState | None, Query(description="Only agencies of this state")] = None,
) -> JsonAnswer[YearlyForms]:
    """Who has filed a form for the year, and who has not. For who sees all agencies."""
    return JsonAnswer(await read_forms_of_year(services, actor, year, state))


@router.get(
    "/v1/yearly-forms/file",
    response_class=Response,
    responses=describe_files("A line for each agency", "agency,agency_name,year\r\n"),
)
async def export_yearly_forms(
    services: ServicesDep, actor: ActorDep, which: Annotated[YearlyFormsFileQuery, Query()]
) -> Response:
    """A year's forms as CSV, XLSX or Parquet: a line for each agency. For who sees all agencies. With
    `table=codebook` what the columns are."""
    return await send_table(await export_forms(services, actor, which), which)


@router.get("/v1/agencies/{agency}/yearly-forms", response_model=YearlyFormsOfAgency)
async def list_yearly_forms_of_agency(
    services: ServicesDep, actor: ActorDep, agency: AgencyPath
) -> JsonAnswer[YearlyFormsOfAgency]:
    """An agency's forms by year: for its own staff and its successor's, the centre and auditors."""
    return JsonAnswer(await read_forms_of_agency(services, actor, agency))


@router.get("/v1/agencies/{agency}/yearly-forms/{year}", response_model=YearlyForm)
async def read_agency_yearly_form(
    services: ServicesDep, actor: ActorDep, agency: AgencyPath, year: YearPath
) -> JsonAnswer[YearlyForm]:
    """An agency's form for a year, as it is in force."""
    return JsonAnswer(await read_yearly_form(services, actor, agency, year))


@router.put(
    "/v1/agencies/{agency}/yearly-forms/{year}",
    response_model=YearlyForm,
    openapi_extra=body_of(FiledForm, EXAMPLE),
)
async def file_agency_yearly_form(
    services: ServicesDep, actor: ActorDep, agency: AgencyPath, year: YearPath, request: Request
) -> JsonAnswer[YearlyForm]:
    """File the form, or its next version, as the agency's admin. `version` is the one that you read, 0 where
    there was none: where there is a newer one, 409 `yearly_form_changed`. The same sent again changes
    nothing. After the closing day a `reason` is needed."""
    await require_filing(services, actor, agency, year)
    sent = parse_body(FiledForm, await read_object(request))
    return JsonAnswer(await file_form(services, actor, agency, year, sent))


@router.get("/v1/agencies/{agency}/yearly-forms/{year}/versions", response_model=YearlyFormVersions)
async def list_yearly_form_versions(
    services: ServicesDep, actor: ActorDep, agency: AgencyPath, year: YearPath
) -> JsonAnswer[YearlyFormVersions]:
    """All that the form ever said, the newest first: who wrote it, when, and what changed."""
    return JsonAnswer(await read_versions(services, actor, agency, year))
