"""Who is in office: the directory in memory, the database and the procedure judge it alike."""

from itertools import product

import pytest

from records.database import Pool, rows
from records.decrees.stored_calendars import today
from records.directory.in_memory import Directory
from records.installation.setup import renew_calendars
from workflows.procedure.model.enums import Role
from workflows.procedure.model.tasks import Owner

DIRECTORY = (
    """insert into agencies (code, name, region, active)
       values ('a', 'A', 'ID', true), ('b', 'B', 'ID', false)""",
    """insert into units (agency, code, name, active)
       values ('a', 'u', 'U', true), ('a', 'v', 'V', false), ('a', 'w', 'W', true), ('b', 'u', 'U', true)""",
)
ACCOUNT = """
insert into accounts (id, username, name, role, agency, unit, disabled_at)
values (%(id)s, %(id)s, %(id)s, %(role)s, %(agency)s, %(unit)s, case when %(disabled)s then now() end)"""
STAFF = (Role.NATIONAL_ADMIN, Role.AGENCY_ADMIN, Role.SUPERVISOR, Role.LIAISON_OFFICER)
PLACES = ((None, None), ("a", None), ("a", "u"), ("a", "v"), ("a", "w"), ("b", None), ("b", "u"))
OWNERS = [
    Owner(role, agency, unit)
    for role, (agency, unit) in product(STAFF, PLACES)
    if (unit is not None) == (role is Role.LIAISON_OFFICER) and (agency is None or role is not STAFF[0])
]
HELD = (
    ("n", "national_admin", None, None, False),
    ("admin", "agency_admin", "a", None, False),
    ("former admin", "agency_admin", "a", None, True),
    ("boss", "supervisor", None, None, False),
    ("gone boss", "supervisor", "a", None, True),
    ("officer u", "liaison_officer", "a", "u", False),
    ("officer v", "liaison_officer", "a", "v", False),
    ("gone officer w", "liaison_officer", "a", "w", True),
    ("officer of b", "liaison_officer", "b", "u", False),
    ("admin of b", "agency_admin", "b", None, False),
)


@pytest.fixture
async def directory(pool: Pool) -> Directory:
    """A small directory with everything that can be vacant."""
    await rows(pool, "alter table yearly_forms disable trigger yearly_forms_are_append_only")
    await rows(pool, "truncate agencies cascade")
    await rows(pool, "alter table yearly_forms enable trigger yearly_forms_are_append_only")
    await renew_calendars(pool, today())
    for statement in DIRECTORY:
        await rows(pool, statement)
    for id_, role, agency, unit, disabled in HELD:
        values = {"id": id_, "role": role, "agency": agency, "unit": unit, "disabled": disabled}
        await rows(pool, ACCOUNT, values)
    made = Directory(pool)
    await made.refresh()
    return made


async def test_memory_and_database_agree_on_who_is_in_office_and_what_is_vacant(
    pool: Pool, directory: Directory
) -> None:
    vacant = {}
    for owner in OWNERS:
        place = [owner.role, owner.agency, owner.unit]
        (found,) = await rows(pool, "select vacancy(%s, %s, %s) as reason", place)
        vacancy = directory.vacancy(owner)
        assert found["reason"] == (vacancy.reason if vacancy else None), owner
        vacant[owner.role.value, owner.agency, owner.unit] = found["reason"]
        for id_, *_ in (*HELD, ("never was",)):
            (held,) = await rows(pool, "select in_office(%s, %s, %s, %s) as held", [id_, *place])
            assert held["held"] == directory.is_in_office(id_, owner), (id_, owner)
    assert {place: why for place, why in vacant.items() if why} == {
        ("supervisor", "a", None): "nobody_in_office",
        ("liaison_officer", "a", "v"): "unit_inactive",
        ("liaison_officer", "a", "w"): "nobody_in_office",
        ("agency_admin", "b", None): "agency_inactive",
        ("supervisor", "b", None): "agency_inactive",
        ("liaison_officer", "b", "u"): "agency_inactive",
    } | {("agency_admin", None, None): "nobody_in_office"}


@pytest.mark.parametrize(
    ("officer", "told"),
    [
        (None, {"admin"}),
        ("admin", {"admin"}),
        ("former admin", {"admin"}),
        ("admin of b", {"admin"}),
        ("boss", {"admin"}),
    ],
)
async def test_letters_for_a_named_officer_who_is_gone_go_to_the_role(
    pool: Pool, directory: Directory, officer: str | None, told: set[str]
) -> None:
    found = await rows(pool, "select holders('agency_admin', 'a', null, %s) as id", [officer])
    assert {row["id"] for row in found} == told
