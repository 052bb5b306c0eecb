"""Filing a yearly form: each time a new version, upon the one that was read."""

from api.answers.problems import Malformed, Problem
from api.schemas.yearly_forms import FiledForm, YearlyForm
from api.services import Services
from api.yearly_forms.reading import present_form
from api.yearly_forms.rights import closing_day, find_today, require_filing
from records.yearly_forms.content import find_day_errors
from records.yearly_forms.stored_forms import FormVersion, add_version, read_form
from workflows.procedure.model.facts import Actor

REASON_NEEDED = "is needed after the closing day"


async def file_form(services: Services, actor: Actor, code: str, year: int, sent: FiledForm) -> YearlyForm:
    """Adds a version. What says the same as the one in force adds none; nor does the same sent again.

    Raises 403, 404, Malformed, 409 `agency_ended`, and 409 `yearly_form_changed` where somebody was faster.
    """
    agency = await require_filing(services, actor, code, year)
    _check(services, year, sent)
    current = await read_form(services.pool, code, year)
    if current is not None and (current.version, current.content) == (sent.version, sent.form):
        return present_form(services, actor, agency, year, current)
    filed = await add_version(
        services.pool, sent.version, code, year, sent.form, reason=sent.reason, author=actor.id
    )
    if filed is None:
        filed = await read_form(services.pool, code, year)
        if filed is None or not _is_repeat(filed, actor, sent):
            version = filed.version if filed else 0
            detail = "The form has been changed meanwhile. Read it again, and file upon that version."
            raise Problem(409, "yearly_form_changed", detail, version=version)
    return present_form(services, actor, agency, year, filed)


def _check(services: Services, year: int, sent: FiledForm) -> None:
    today = find_today(services)
    errors = [
        {"field": f"form.{field}", "message": message}
        for field, message in find_day_errors(sent.form, year, today)
    ]
    if today > closing_day(services, year) and sent.reason is None:
        errors.append({"field": "reason", "message": REASON_NEEDED})
    if errors:
        raise Malformed(errors)


def _is_repeat(filed: FormVersion, actor: Actor, sent: FiledForm) -> bool:
    """Whether the version in force is what was sent, by the same person: a second click."""
    told = (filed.version, filed.content, filed.reason, filed.written_by)
    return told == (sent.version + 1, sent.form, sent.reason, actor.id)
