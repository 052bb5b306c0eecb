"""Answer templates: who uses and who writes which, and their text filled in for a report."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

from api.answers.problems import Malformed, Problem, not_allowed
from api.reports import lookup
from api.reports.lookup import View
from api.reports.whole_report import open_report_texts
from api.requests.access import Reading
from api.schemas import answer_templates as written
from api.schemas.answer_templates import (
    AnswerTemplate,
    ChangedTemplate,
    FilledTemplate,
    NewTemplate,
    OwnerName,
    TemplateContent,
)
from api.schemas.reports import NamedState
from api.services import Services
from records.reports import answer_templates
from records.reports.answer_templates import Template, TemplateReader
from texts.answer_templates import NO_NAME, VARIABLES, fill_variables
from texts.categories import name_category
from texts.formats import format_day, group_number
from workflows.procedure.model import instants
from workflows.procedure.model.enums import Role
from workflows.procedure.model.facts import Actor

MANAGERS = {Role.AGENCY_ADMIN, Role.NATIONAL_ADMIN}
"""Who writes the templates of their agency and its units, or of the centre."""
CENTRE = "Pusat pengelola SP4N-LAPOR!"


async def list_templates(services: Services, actor: Actor) -> list[AnswerTemplate]:
    """Those that `actor` may use, their own first. Raises 403 for auditors, who answer nobody."""
    found = await answer_templates.list_templates(services.pool, _reader(actor))
    return [_present(services, actor, each) for each in found]


def list_variables() -> list[written.Variable]:
    """What may stand in braces."""
    return [{"name": name, "id": text["id"], "en": text["en"]} for name, text in VARIABLES.items()]


async def list_fitting(services: Services, actor: Actor, category: str | None) -> list[AnswerTemplate]:
    """Those for reports of that category, and those for any."""
    found = await list_templates(services, actor)
    return [each for each in found if each["category"] in {None, category}]


async def list_versions(services: Services, actor: Actor, id_: int) -> list[AnswerTemplate]:
    """All versions of one, the newest first. Raises 404 `no_such_template`."""
    found = await answer_templates.list_versions(services.pool, _reader(actor), id_)
    if not found:
        raise _no_such_template()
    return [_present(services, actor, each) for each in found]


async def add_template(services: Services, actor: Actor, sent: NewTemplate) -> AnswerTemplate:
    """Adds one. Raises Malformed, 403, and 409 `too_many_templates`."""
    reader, is_private = _reader(actor), sent.owner == "private"
    most = answer_templates.MOST
    if not is_private and not reader.manages:
        raise not_allowed("The templates of an agency are written by its admin.")
    unit = _check_unit(services, actor, sent)
    content = _check_content(services, sent)
    if await answer_templates.count_templates(services.pool, reader, private=is_private) >= most:
        raise Problem(409, "too_many_templates", f"There are {most} templates. Retire one first.", most=most)
    made = await answer_templates.add_template(services.pool, reader, content, private=is_private, unit=unit)
    return _present(services, actor, made)


async def change_template(
    services: Services, actor: Actor, id_: int, sent: ChangedTemplate
) -> AnswerTemplate:
    """Writes the next version. Raises Malformed, 403, 404, and 409 `template_changed`."""
    current = (await list_versions(services, actor, id_))[0]
    _require_manager(current)
    content = _check_content(services, sent)
    reader = _reader(actor)
    changed = await answer_templates.change_template(services.pool, reader, id_, sent.version, content)
    if changed is None:
        raise Problem(409, "template_changed", "The template has been changed or retired meanwhile.")
    return _present(services, actor, changed)


async def retire_template(services: Services, actor: Actor, id_: int) -> None:
    """Offers it to nobody any more; its versions can still be read. Raises 403 and 404."""
    _require_manager((await list_versions(services, actor, id_))[0])
    await answer_templates.retire_template(services.pool, _reader(actor), id_)


async def fill_template(services: Services, reading: Reading, report: str, id_: int) -> FilledTemplate:
    """Its text for the report, as far as the reader may see what it names. Raises 404."""
    view = await lookup.view_report(services, reading, report)
    template = (await list_versions(services, reading.actor, id_))[0]
    if template["retired"]:
        raise _no_such_template()
    values = await _read_values(services, reading, report, view)
    text = fill_variables(template["text"], values)
    return {"id": id_, "version": template["version"], "name": template["name"], "text": text}


async def _read_values(services: Services, reading: Reading, report: str, view: View) -> Mapping[str, str]:
    """What each variable stands for; nothing for what is not known, which is left as it is."""
    state = lookup.present_state(services, view.state)
    texts = await open_report_texts(services, reading, report, view)
    reporter, author = texts.get("reporter"), services.directory.account(reading.actor.id)
    values = {
        "nomor": group_number(report),
        "judul": texts.get("title"),
        "kategori": name_category(state["category"])["id"] if state["category"] else None,
        "nama_pelapor": (reporter["name"] if reporter else None) or NO_NAME,
        "instansi": state["agency_name"] or CENTRE,
        "unit": state["unit_name"] or state["agency_name"] or CENTRE,
        "petugas": author.name if author else None,
        "tenggat": _next_due_day(state),
        "hari_ini": format_day(_today(services, state["agency"])),
    }
    return {name: value for name, value in values.items() if value}


def _next_due_day(state: NamedState) -> str | None:
    running = [each for each in state["clocks"] if each["stopped_at"] is None and not each["paused"]]
    days = sorted(each["due_on"] for each in running)
    return format_day(date.fromisoformat(days[0])) if days else None


def _today(services: Services, agency: str | None) -> date:
    profile = services.directory.profile(agency) if agency else None
    return (profile or services.directory.centre()).calendar.local_date(datetime.now(UTC))


def _check_unit(services: Services, actor: Actor, sent: NewTemplate) -> str | None:
    if sent.owner != "unit":
        if sent.unit is not None:
            raise Malformed([{"field": "unit", "message": "only a unit's template has one"}])
        return None
    if actor.agency is None or sent.unit is None or services.directory.unit(actor.agency, sent.unit) is None:
        raise Malformed([{"field": "unit", "message": "must be one of the agency's units"}])
    return sent.unit


def _check_content(services: Services, sent: TemplateContent) -> answer_templates.TemplateContent:
    if sent.category is not None and sent.category not in services.policy.categories:
        raise Malformed([{"field": "category", "message": "must be one of the categories"}])
    return answer_templates.TemplateContent(sent.name, sent.category, sent.text)


def _reader(actor: Actor) -> TemplateReader:
    if actor.role in {Role.AUDITOR, Role.OPERATOR}:
        raise not_allowed("Auditors and operators answer nobody.")
    return TemplateReader(actor.id, actor.agency, actor.unit, actor.role in MANAGERS)


def _require_manager(template: AnswerTemplate) -> None:
    if not template["may_change"]:
        raise not_allowed("The templates of an agency are written by its admin.")


def _present(services: Services, actor: Actor, template: Template) -> AnswerTemplate:
    author = services.directory.account(template.written_by)
    owner: OwnerName = "private" if template.account else "unit" if template.unit else "agency"
    return {
        "id": template.id,
        "version": template.version,
        "name": template.name,
        "text": template.text,
        "category": template.category,
        "owner": owner,
        "unit": template.unit,
        "unit_name": services.directory.unit_name(template.agency, template.unit),
        "written_by_name": author.name if author else None,
        "written_at": instants.format_instant(template.written_at),
        "may_change": template.retired_at is None and (bool(template.account) or actor.role in MANAGERS),
        "retired": template.retired_at is not None,
    }


def _no_such_template() -> Problem:
    return Problem(404, "no_such_template", "There is no such template, or it is not yours to use.")
