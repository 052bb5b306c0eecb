"""The morning message: once per person and working morning, of what lapses, in each agency's own zone."""

import asyncio
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from fastapi import FastAPI

from activities.letters import LetterSettings, compose_letter
from activities.mail import NotSent
from api.forecasts.morning_messages import WrittenMornings, write_mornings
from api.services import Services
from calendars import Snapshot
from records.database import rows
from records.reports import morning_messages, outbox
from tests.api.conftest import PASSWORD
from tests.api.pages.visitor import Visitor
from tests.api.people import People, Report

OFFICER, SUPERVISOR = "penghubung.kemenkes.layanan", "pimpinan.kemenkes"
PAGES = LetterSettings(pages="https://lapor.contoh.invalid")


def find_day(calendar: Snapshot, wanted: Callable[[date], bool]) -> date:
    """A day from next week on that no test runs on."""
    day = datetime.now(UTC).date() + timedelta(days=7)
    while not wanted(day):
        day += timedelta(days=1)
    assert day < calendar.last
    return day


@pytest.fixture(scope="module")
def wednesday(services: Services) -> date:
    """A Wednesday of a week without days off."""
    calendar, one = services.directory.centre().calendar, timedelta(days=1)
    return find_day(
        calendar, lambda day: day.weekday() == 2 and calendar.between(day - 3 * one, day + 2 * one) == 5
    )


def at(services: Services, agency: str | None, day: date, local: time) -> datetime:
    directory = services.directory
    calendar = directory.calendar(agency) if agency else directory.centre().calendar
    return calendar.at(day, local)


async def make_due(services: Services, report: Report, agency: str | None, day: date) -> None:
    """Has the report's task lapse at the end of that day."""
    due = at(services, agency, day + timedelta(days=1), time())
    statement = "update tasks set due_at = %s where report = %s and closed_at is null"
    await rows(services.pool, statement, [due, report.number])


@pytest.fixture(scope="module")
async def reports(people: People, services: Services, wednesday: date) -> list[Report]:
    """Of a unit one is due on Wednesday, one on Friday, one next week and one was on Tuesday; one of the
    regency in Papua is due on Wednesday."""
    made = [await people.submit() for _ in range(5)]
    for report in made[:4]:
        await report.forward()
        await report.decide("admin.kemenkes", "dispose", unit="layanan")
    await made[4].forward(agency="pemkab-jayapura")
    for report, days in zip(made, (0, 2, 7, -1, 0), strict=True):
        await report.recorded()
        agency = "pemkab-jayapura" if report is made[4] else "kemenkes"
        await make_due(services, report, agency, wednesday + timedelta(days=days))
    return made


@pytest.fixture(autouse=True)
async def emptied(services: Services, reports: list[Report]) -> None:
    await rows(services.pool, "truncate morning_messages, morning_messages_off")
    await rows(services.pool, "delete from messages where template = 'morning'")


async def written(services: Services) -> dict[str, dict[str, Any]]:
    """By username, the data of each morning's message."""
    found = await rows(
        services.pool,
        """select a.username, m.id, m.data from messages as m join accounts as a on a.id = m.recipient
        where m.template = 'morning' order by m.id""",
    )
    assert len({each["username"] for each in found}) == len(found), "one message to each"
    return {each["username"]: {**each["data"], "id": each["id"]} for each in found}


async def write(services: Services, day: date, local: time = time(8), agency: str | None = None) -> int:
    return await write_mornings(services, WrittenMornings(), at(services, agency, day, local))


async def test_each_person_is_told_of_their_own_and_a_supervisor_of_each_unit(
    services: Services, reports: list[Report], wednesday: date
) -> None:
    await write(services, wednesday)
    told = await written(services)
    assert [each["number"] for each in told[OFFICER]["tasks"]] == [each.number for each in reports[:2]]
    assert told[OFFICER]["overdue"] == 1
    (unit,) = (each for each in told[SUPERVISOR]["units"] if each["name"] == "Direktorat Pelayanan Kesehatan")
    assert (unit["today"], unit["week"], unit["overdue"]) == (1, 1, 1)
    assert "penghubung.kemenkes.umum" not in told, "nothing of theirs lapses"
    assert "auditor" not in told


async def test_a_backlog_however_long_hides_nothing_that_is_due(
    services: Services, reports: list[Report], wednesday: date
) -> None:
    columns = """
        select string_agg(column_name, ', ') as names from information_schema.columns
        where table_name = 'tasks' and is_generated = 'NEVER'"""
    (names,) = (each["names"] for each in await rows(services.pool, columns))
    backlog = """
        insert into tasks (NAMES) select NAMES from (
            select (jsonb_populate_record(t, jsonb_build_object('id', t.id || '-' || n, 'sequence', 1000 + n,
                'due_at', t.due_at - interval '3 days'))).*
            from tasks as t cross join generate_series(1, 300) as n where t.report = %s and closed_at is null
        ) as made"""
    await rows(services.pool, backlog.replace("NAMES", names), [reports[0].number])
    try:
        await write(services, wednesday)
        told = await written(services)
    finally:
        await rows(services.pool, "delete from tasks where id like %s", [f"{reports[0].number}-%-%"])
    assert [each["number"] for each in told[OFFICER]["tasks"]] == [each.number for each in reports[:2]]
    assert told[OFFICER]["overdue"] == 301
    (unit,) = (each for each in told[SUPERVISOR]["units"] if each["name"] == "Direktorat Pelayanan Kesehatan")
    assert (unit["today"], unit["week"], unit["overdue"]) == (1, 1, 301)


async def test_processes_that_race_write_one_message_to_each(services: Services, wednesday: date) -> None:
    counts = await asyncio.gather(*(write(services, wednesday) for _ in range(4)))
    told = await written(services)
    assert sum(counts) == len(told) > 1
    assert await write(services, wednesday, time(9)) == 0
    assert await written(services) == told


async def test_what_a_killed_process_had_begun_never_was(
    services: Services, wednesday: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(Exception):
        pass

    whole, done = morning_messages.Morning.write, []

    async def write_one(self: morning_messages.Morning, account: str, *rest: Any) -> None:
        await whole(self, account, *rest)
        done.append(account)
        if self.agency == "kemenkes":
            raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(morning_messages.Morning, "write", write_one)
        with pytest.raises(Killed):
            await write(services, wednesday)
    assert done
    assert OFFICER not in await written(services)
    await write(services, wednesday)
    assert {OFFICER, SUPERVISOR} <= set(await written(services))


async def test_morning_is_when_work_begins_in_the_agency_s_own_zone(
    services: Services, wednesday: date
) -> None:
    await write(services, wednesday, time(6, 30))  # of Jakarta; in Jayapura it is two hours later
    assert set(await written(services)) == {"admin.pemkab-jayapura", "pimpinan.pemkab-jayapura"}
    await write(services, wednesday)
    assert OFFICER in await written(services)


async def test_days_off_have_no_morning(services: Services, reports: list[Report], wednesday: date) -> None:
    """Joint leave, a holiday, a Saturday: also where something would lapse on that day."""
    calendar = services.directory.centre().calendar
    holiday = find_day(calendar, lambda day: day.weekday() < 5 and not calendar.is_working_day(day))
    for day in (holiday, wednesday + timedelta(days=3)):
        await make_due(services, reports[0], "kemenkes", day)
        assert await write(services, day) == 0
        # The application itself may write the morning of the day on which this runs.
        assert await rows(services.pool, "select from morning_messages where day = %s", [day]) == []
    await make_due(services, reports[0], "kemenkes", wednesday)


async def test_what_was_down_until_noon_writes_no_morning(services: Services, wednesday: date) -> None:
    for local in (time(7, 59), time(10, 0), time(12, 0)):
        await write(services, wednesday, local)
        assert OFFICER not in await written(services)
    await write(services, wednesday, time(9, 59))
    assert OFFICER in await written(services)


async def test_whoever_turned_it_off_is_told_nothing(
    app: FastAPI, people: People, services: Services, wednesday: date
) -> None:
    visitor = Visitor(app)
    await visitor.sign_in(OFFICER, PASSWORD)
    await visitor.open("/akun?lang=id")
    await visitor.send("/akun/pesan-pagi", wanted="no")
    assert "Aktifkan" in visitor.text
    headers, path = await people.headers(SUPERVISOR), "/v1/me/morning-messages"
    for _ in range(2):
        assert (await people.http.delete(path, headers=headers)).status_code == 204
    assert (await people.get(SUPERVISOR, path)).json() == {"wanted": False}
    await write(services, wednesday)
    assert not {OFFICER, SUPERVISOR} & set(await written(services))
    assert (await people.http.put(path, headers=headers)).status_code == 204
    await visitor.open("/akun")
    await visitor.send("/akun/pesan-pagi", wanted="yes")
    await write(services, wednesday, time(9))
    assert {OFFICER, SUPERVISOR} <= set(await written(services))


async def test_the_letter_lists_numbers_with_links_and_is_given_up_when_the_morning_is_over(
    people: People, services: Services, reports: list[Report], wednesday: date
) -> None:
    await write(services, wednesday)
    told = await written(services)
    (message,) = await outbox.read_letters(services.pool, [told[OFFICER]["id"]])
    letter = await compose_letter(message, services.keys, PAGES)
    assert letter.subject == "Jatuh tempo hari ini: 1, selanjutnya minggu ini: 1"
    assert f"https://lapor.contoh.invalid/laporan/{reports[0].number}" in letter.body
    assert "Selain itu, 1 tugas Anda sudah lewat tenggat." in letter.body
    assert reports[2].number not in letter.body
    assert "Lampu jalan padam" not in letter.body
    (of_team,) = await outbox.read_letters(services.pool, [told[SUPERVISOR]["id"]])
    body = (await compose_letter(of_team, services.keys, PAGES)).body
    assert "- Direktorat Pelayanan Kesehatan: hari ini 1, selanjutnya minggu ini 1, lewat tenggat 1" in body
    over = {"expires_at": "2026-01-01T05:00:00.000000Z"}
    statement = "update messages set data = data || %s::jsonb where id = %s"
    await rows(services.pool, statement, ['{"expires_at": "2026-01-01T05:00:00.000000Z"}', message[0].id])
    (late,) = await outbox.read_letters(services.pool, [message[0].id])
    with pytest.raises(NotSent) as refused:
        await compose_letter(late, services.keys, PAGES)
    assert (refused.value.kind, refused.value.for_good, late[0].data["expires_at"]) == (
        "morning_over",
        True,
        over["expires_at"],
    )
    listed = (await people.get("auditor", "/v1/messages")).json()["items"]
    assert {each["report"] for each in listed if each["template"] == "morning"} == {None}
