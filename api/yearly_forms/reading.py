"""Yearly forms as their readers are told them: one, all versions of one, an agency's, and a year's."""

from collections.abc import Sequence
from typing import cast

from api.schemas.yearly_forms import (
    FormState,
    YearlyForm,
    YearlyFormContent,
    YearlyFormOfAgency,
    YearlyForms,
    YearlyFormsOfAgency,
    YearlyFormVersion,
    YearlyFormVersions,
)
from api.services import Services
from api.yearly_forms.rights import (
    closing_day,
    find_today,
    may_file,
    require_all,
    require_readable,
    year_due,
)
from records.directory.in_memory import Agency
from records.yearly_forms.content import FormContent, list_changes
from records.yearly_forms.stored_forms import (
    FormVersion,
    list_forms_of_agency,
    list_forms_of_year,
    list_versions,
    read_form,
)
from workflows.procedure.model import instants
from workflows.procedure.model.facts import Actor


async def read_yearly_form(services: Services, actor: Actor, code: str, year: int) -> YearlyForm:
    """The version in force; version 0, with nothing in it, where none was filed. Raises a 404 problem."""
    agency = await require_readable(services, actor, code, year)
    return present_form(services, actor, agency, year, await read_form(services.pool, code, year))


async def read_versions(services: Services, actor: Actor, code: str, year: int) -> YearlyFormVersions:
    """All that the form ever said, the newest first, and what each changed. Raises a 404 problem."""
    await require_readable(services, actor, code, year)
    found = await list_versions(services.pool, code, year)
    return {"items": present_versions(services, found)}


async def read_forms_of_agency(services: Services, actor: Actor, code: str) -> YearlyFormsOfAgency:
    """The agency's years, the latest first: those of its forms, and while there is the agency the two for
    which one is filled in now. Raises a 404 problem."""
    agency, today = await require_readable(services, actor, code), find_today(services)
    forms = {each.year: each for each in await list_forms_of_agency(services.pool, code)}
    asked = {today.year, year_due(today)} if agency.active else set()
    items = [
        _line(services, agency, year, forms.get(year)) for year in sorted(asked | set(forms), reverse=True)
    ]
    return {"agency": code, "agency_name": agency.name, "items": items}


async def read_forms_of_year(
    services: Services, actor: Actor, year: int | None, state: FormState | None
) -> YearlyForms:
    """All agencies with their forms for `year`, the one asked for now if left out. Raises a 403 problem."""
    require_all(actor)
    year = year or year_due(find_today(services))
    forms = await list_forms_of_year(services.pool, year)
    agencies = sorted(services.directory.agencies(), key=lambda each: (each.name, each.code))
    lines = [_line(services, each, year, forms.get(each.code)) for each in agencies]
    states = [each["state"] for each in lines]
    return {
        "year": year,
        "closes_on": closing_day(services, year).isoformat(),
        "filed": states.count(FormState.FILED),
        "missing": states.count(FormState.MISSING),
        "not_asked": states.count(FormState.NOT_ASKED),
        "items": [each for each in lines if state in {None, each["state"]}],
    }


def present_form(
    services: Services, actor: Actor, agency: Agency, year: int, found: FormVersion | None
) -> YearlyForm:
    """A form with what its reader may do with it."""
    closes_on = closing_day(services, year)
    survey = found.content.survey if found else None
    return {
        "agency": agency.code,
        "agency_name": agency.name,
        "year": year,
        "version": found.version if found else 0,
        "closes_on": closes_on.isoformat(),
        "closed": find_today(services) > closes_on,
        "may_file": may_file(actor, agency),
        "form": present_content(found.content) if found else None,
        "survey_index": survey.index if survey else None,
        "reason": found.reason if found else None,
        "written_by_name": _author(services, found) if found else None,
        "written_at": instants.format_instant(found.written_at) if found else None,
    }


def present_content(content: FormContent) -> YearlyFormContent:
    """What a form says, as JSON has it, and as it is taken back."""
    return cast("YearlyFormContent", content.model_dump(mode="json"))


def present_versions(services: Services, found: Sequence[FormVersion]) -> list[YearlyFormVersion]:
    """Versions, the newest first, each with what it changed."""
    befores = [each.content for each in found[1:]]
    pairs = zip(found, [*befores, None], strict=True) if found else ()
    return [_present_version(services, each, before) for each, before in pairs]


def _present_version(services: Services, found: FormVersion, before: FormContent | None) -> YearlyFormVersion:
    return {
        "version": found.version,
        "form": present_content(found.content),
        "reason": found.reason,
        "written_by_name": _author(services, found),
        "written_at": instants.format_instant(found.written_at),
        "changes": [
            {"field": each.field, "before": each.before, "after": each.after}
            for each in list_changes(before, found.content)
        ],
    }


def _line(services: Services, agency: Agency, year: int, found: FormVersion | None) -> YearlyFormOfAgency:
    content = found.content if found else None
    return {
        "agency": agency.code,
        "agency_name": agency.name,
        "year": year,
        "state": _state(agency, found),
        "closes_on": closing_day(services, year).isoformat(),
        "version": found.version if found else 0,
        "written_at": instants.format_instant(found.written_at) if found else None,
        "corrected": found is not None and found.reason is not None,
        "form": present_content(content) if content else None,
        "survey_index": content.survey.index if content and content.survey else None,
    }


def _state(agency: Agency, found: FormVersion | None) -> FormState:
    if found is not None:
        return FormState.FILED
    return FormState.MISSING if agency.active else FormState.NOT_ASKED


def _author(services: Services, found: FormVersion) -> str | None:
    account = services.directory.account(found.written_by)
    return account.name if account else None
