"""Answer templates: of one person, of an agency or of a unit, each with all its versions.

Each function raises one of `SQL_AWAY`.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from records.database import POINT, Pool, rows

MOST = 300
"""Not retired, of one person, and of one agency with its units."""

IS_OWN = "t.account = %(me)s"
OF_AGENCY = "t.account is null and coalesce(t.agency, '') = coalesce(%(my_agency)s, '')"
SEEN = f"""({IS_OWN} or ({OF_AGENCY}
    and (t.unit is null or t.unit = %(my_unit)s or %(manages)s)))"""
MANAGED = f"({IS_OWN} or ({OF_AGENCY} and %(manages)s))"
SHOWN = """t.id, t.account, t.agency, t.unit, v.version, v.name, v.category, v.content as text,
    v.written_by, v.written_at, t.retired_at"""
CURRENT = "answer_templates as t join answer_template_versions as v on v.template = t.id"
# In SQL: parts
LIST = f"""
select {SHOWN} from {CURRENT} and v.version = t.version
where {SEEN} and t.retired_at is null order by t.account is null, t.unit is null, v.name, t.id"""  # noqa: S608
VERSIONS = f"""
select {SHOWN} from {CURRENT} where {SEEN} and t.id = %(id)s order by v.version desc"""  # noqa: S608
COUNT = f"""
select count(*) as many from answer_templates as t
where t.retired_at is null and case when %(private)s then {IS_OWN} else {OF_AGENCY} end"""  # noqa: S608
ADD = f"""
with t as (
    insert into answer_templates (account, agency, unit)
    select case when %(private)s then %(me)s::text end,
        case when not %(private)s then %(my_agency)s::text end,
        case when not %(private)s then %(unit)s::text end
    returning *
), v as (
    insert into answer_template_versions (template, version, name, category, content, written_by)
    select t.id, t.version, %(name)s, %(category)s, %(text)s, %(me)s from t returning *
)
select {SHOWN} from t join v on v.template = t.id"""  # noqa: S608  # constants
CHANGE = f"""
with t as (
    update answer_templates as t set version = t.version + 1
    where t.id = %(id)s and t.version = %(version)s and t.retired_at is null and {MANAGED}
    returning *
), v as (
    insert into answer_template_versions (template, version, name, category, content, written_by)
    select t.id, t.version, %(name)s, %(category)s, %(text)s, %(me)s from t returning *
)
select {SHOWN} from t join v on v.template = t.id"""  # noqa: S608  # constants
RETIRE = f"""
update answer_templates as t set retired_at = coalesce(t.retired_at, now())
where t.id = %(id)s and {MANAGED} returning t.id"""  # noqa: S608  # constants


@dataclass(frozen=True, slots=True)
class TemplateReader:
    """Whoever asks; `manages` says whether they write the templates of their agency, or of the centre."""

    me: str
    my_agency: str | None
    my_unit: str | None
    manages: bool


@dataclass(frozen=True, slots=True)
class TemplateContent:
    """What a version says; `category` null fits every report."""

    name: str
    category: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Template:
    """One version of a template. `account` is whose it is; null for an agency's, a unit's or the centre's."""

    id: int
    account: str | None
    agency: str | None
    unit: str | None
    version: int
    name: str
    category: str | None
    text: str
    written_by: str
    written_at: datetime
    retired_at: datetime | None


async def list_templates(pool: Pool, reader: TemplateReader) -> list[Template]:
    """The current versions of all that the reader may use, their own first."""
    return await _find(pool, LIST, reader)


async def list_versions(pool: Pool, reader: TemplateReader, id_: int) -> list[Template]:
    """All versions of one, the newest first, also of a retired one; none where the reader sees no such
    template."""
    return await _find(pool, VERSIONS, reader, {"id": id_})


async def count_templates(pool: Pool, reader: TemplateReader, *, private: bool) -> int:
    """How many there are of the reader's own, or of their agency with its units."""
    found = await rows(pool, COUNT, {**asdict(reader), "private": private}, within=POINT)
    return int(found[0]["many"])


async def add_template(
    pool: Pool, reader: TemplateReader, content: TemplateContent, *, private: bool, unit: str | None
) -> Template:
    """The reader's own, or `unit`'s of their agency (null: the whole agency's)."""
    values = {**asdict(content), "private": private, "unit": unit}
    (made,) = await _find(pool, ADD, reader, values)
    return made


async def change_template(
    pool: Pool, reader: TemplateReader, id_: int, version: int, content: TemplateContent
) -> Template | None:
    """Writes the version after `version`; null where that is not the current one of one that they manage."""
    found = await _find(pool, CHANGE, reader, {**asdict(content), "id": id_, "version": version})
    return found[0] if found else None


async def retire_template(pool: Pool, reader: TemplateReader, id_: int) -> bool:
    """Whether the reader manages such a template, which nobody is offered from now on."""
    return bool(await rows(pool, RETIRE, {**asdict(reader), "id": id_}, within=POINT))


async def _find(
    pool: Pool, statement: str, reader: TemplateReader, values: Mapping[str, Any] | None = None
) -> list[Template]:
    found = await rows(pool, statement, {**asdict(reader), **(values or {})}, within=POINT)
    return [Template(**row) for row in found]
