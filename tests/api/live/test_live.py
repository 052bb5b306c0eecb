"""Event streams as pages and programs hear them: facts are recorded, and those whom it concerns are told."""

import asyncio

import pytest
from httpx import AsyncClient

from api.services import Services
from records.database import rows
from tests.api.live.conftest import Watching, until
from tests.api.people import People, Report

STAFF = (
    "pusat", "pimpinan.pusat", "auditor", "admin.kemenkes", "pimpinan.kemenkes",
    "penghubung.kemenkes.layanan", "penghubung.kemenkes.umum", "admin.pemprov-aceh",
)  # fmt: skip
NATIONAL = {"pusat", "pimpinan.pusat", "auditor"}
AT_UNIT = NATIONAL | {"admin.kemenkes", "pimpinan.kemenkes", "penghubung.kemenkes.layanan"}
LISTENER = """select pg_terminate_backend(pid) from pg_stat_activity
where datname = current_database() and starts_with(query, 'listen "tuntas_')"""


async def test_each_role_learns_of_the_reports_that_its_list_may_show_and_of_no_other(
    watching: Watching, people: People
) -> None:
    theirs, elsewhere = await people.submit(), await people.submit()
    await theirs.forward()
    reporter = await watching.open_report(theirs.number, theirs.pin)
    tracks = await watching.listen(reporter, f"lacak/{theirs.number}")
    lists = {who: await watching.listen(await watching.sign_in(who), "laporan") for who in STAFF}
    other = await watching.listen(reporter, f"lacak/{elsewhere.number}")
    assert other.response.status_code == 401
    await elsewhere.forward(agency="pemprov-aceh")
    await theirs.decide("admin.kemenkes", "dispose", unit="layanan")
    await until(lambda: theirs.number in lists["penghubung.kemenkes.layanan"].reports)
    await until(lambda: elsewhere.number in lists["admin.pemprov-aceh"].reports)
    await until(lambda: len(lists["pusat"].reports) == 2)
    assert {who for who in STAFF if theirs.number in lists[who].reports} == AT_UNIT
    assert {who for who in STAFF if elsewhere.number in lists[who].reports} == NATIONAL | {
        "admin.pemprov-aceh"
    }
    assert tracks.reports == {theirs.number}


async def test_a_note_is_no_news_to_the_reporter_nor_to_a_worklist_but_to_the_reports_page(
    watching: Watching, people: People
) -> None:
    report = await (await people.submit()).recorded()
    tracks = await watching.listen(
        await watching.open_report(report.number, report.pin), f"lacak/{report.number}"
    )
    pusat = await watching.sign_in("pusat")
    tasks = await watching.listen(pusat, "tugas")
    page = await watching.listen(pusat, f"laporan/{report.number}")
    await report.decide("pusat", "note", text="Catatan untuk rekan.")
    await until(lambda: page.reports == {report.number})
    assert not tracks.looks
    assert not tasks.looks
    await report.forward()
    await until(lambda: tasks.reports == tracks.reports == {report.number})


async def test_claims_and_colleagues_are_told_on_the_reports_page_only(
    watching: Watching, people: People
) -> None:
    report = await people.submit()
    await report.forward()
    await report.recorded()
    admin, pusat = await watching.sign_in("admin.kemenkes"), await watching.sign_in("pusat")
    seen = await watching.listen(admin, f"laporan/{report.number}")
    at_centre = await watching.listen(pusat, f"laporan/{report.number}")
    listed = await watching.listen(admin, "tugas")
    headers = await people.headers("pimpinan.kemenkes")
    await people.http.put(f"/v1/reports/{report.number}/presence", headers=headers)
    await people.http.put(f"/v1/reports/{report.number}/claim", headers=headers)
    await until(lambda: bool(seen.looks and at_centre.looks))
    await asyncio.sleep(0.2)
    assert [look["presence"] for look in (*seen.looks, *at_centre.looks)] == [True, True], "the claim alone"
    assert not seen.reports
    assert not listed.looks


async def test_whoever_is_not_signed_in_or_may_not_read_gets_no_stream(
    watching: Watching, people: People, address: str
) -> None:
    report = await (await people.submit()).recorded()
    admin = await watching.sign_in("admin.kemenkes")
    assert (await watching.listen(admin, f"laporan/{report.number}")).response.status_code == 404
    assert (await watching.listen(admin, "tim")).response.status_code == 403
    assert (await watching.listen(admin, "akun")).response.status_code == 404
    async with AsyncClient(base_url=address) as stranger:
        for page in ("tugas", "laporan", f"laporan/{report.number}", f"lacak/{report.number}"):
            assert (await stranger.get("/peristiwa", params={"halaman": page})).status_code == 401
        assert (await stranger.get("/v1/events")).status_code == 401


async def test_what_changed_since_the_page_was_read_is_told_when_the_stream_opens(
    watching: Watching, people: People, services: Services
) -> None:
    report = await (await people.submit()).recorded()
    (now,) = await rows(services.pool, "select extract(epoch from clock_timestamp())::float8 as at")
    await report.forward()
    await report.recorded()
    pusat = await watching.sign_in("pusat")
    await asyncio.sleep(0.2)
    told = await watching.listen(pusat, "tugas", sejak=str(now["at"]))
    await until(lambda: told.reports == {report.number})
    quiet = await watching.listen(pusat, "tugas", sejak=str(now["at"] + 60))
    long_ago = await watching.listen(pusat, "tugas", sejak="1.0")
    await until(lambda: any(look["missed"] for look in long_ago.looks))
    assert not told.looks[0]["missed"]
    assert not quiet.looks


async def test_a_program_hears_by_token(watching: Watching, people: People, address: str) -> None:
    report = await (await people.submit()).recorded()
    async with AsyncClient(base_url=address, headers=await people.headers("pusat"), timeout=30) as program:
        about = {"about": "report", "report": report.number}
        async with program.stream("GET", "/v1/events", params=about) as response:
            assert response.headers["Content-Type"].startswith("text/event-stream")
            assert response.headers["X-Accel-Buffering"] == "no"
            listening = await watching.follow(response)
            await report.forward()
            await until(lambda: listening.reports == {report.number})
        assert (await program.get("/v1/events", params={"about": "team"})).status_code == 403
        assert (await program.head("/v1/events")).status_code == 200


async def test_after_a_lost_connection_to_the_record_everybody_is_told_to_look_again(
    watching: Watching, services: Services, people: People
) -> None:
    pusat = await watching.sign_in("pusat")
    tasks = await watching.listen(pusat, "tugas")
    ended = await rows(services.pool, LISTENER)
    assert ended
    await until(lambda: [look["missed"] for look in tasks.looks] == [True], 20)
    report = await people.submit()
    await until(lambda: tasks.reports == {report.number})


async def used_at(services: Services) -> list[object]:
    return [row["used_at"] for row in await rows(services.pool, "select used_at from sessions order by id")]


async def test_a_stream_is_no_use_of_its_session_and_ends_with_it(
    watching: Watching, services: Services
) -> None:
    admin = await watching.sign_in("admin.kemenkes")
    await rows(services.pool, "update sessions set used_at = used_at - interval '20 minutes'")
    before = await used_at(services)
    tasks = await watching.listen(admin, "tugas")
    assert tasks.response.status_code == 200
    assert await used_at(services) == before
    await services.background["event streams"].turn()
    assert not tasks.is_over
    await rows(services.pool, "update sessions set used_at = used_at - interval '11 minutes'")
    await services.background["event streams"].turn()
    await until(lambda: tasks.is_over)


@pytest.mark.parametrize(
    "change",
    [
        "update accounts set disabled_at = now() where username = %s",
        "update accounts set unit = 'umum' where username = %s",
    ],
)
async def test_a_stream_ends_when_its_account_is_disabled_or_moves(
    watching: Watching, services: Services, people: People, change: str
) -> None:
    who = "penghubung.pemkab-jayapura.layanan"
    headers = await people.headers(who)
    async with (
        AsyncClient(base_url=watching.address, headers=headers, timeout=30) as program,
        program.stream("GET", "/v1/events", params={"about": "reports"}) as response,
    ):
        listening = await watching.follow(response)
        await rows(services.pool, change, [who])
        await rows(services.pool, "update directory_version set version = version + 1")
        await services.directory.refresh()
        await services.background["event streams"].turn()
        await until(lambda: listening.is_over)
    back = "update accounts set disabled_at = null, unit = 'layanan' where username = %s"
    await rows(services.pool, back, [who])
    await rows(services.pool, "update directory_version set version = version + 1")
    await services.directory.refresh()
    people._tokens.pop(who)


async def test_the_page_shows_who_decided_what_and_keeps_what_was_typed(
    watching: Watching, people: People
) -> None:
    report: Report = await (await people.submit()).recorded()
    task, facts = report.task, len(await report.facts())
    pusat = await watching.sign_in("pusat")
    path = f"/laporan/{report.number}/perubahan"
    unchanged = await pusat.get(path, params={"fakta": facts, "tugas": str(task)})
    assert unchanged.status_code == 200
    assert unchanged.text.strip() == ""
    await report.forward()
    await report.recorded()
    changed = await pusat.get(path, params={"fakta": facts, "tugas": str(task)})
    assert "Ratna" in changed.text
    assert "Diteruskan ke" in changed.text
    assert "baru saja diputuskan" in changed.text
    other = await watching.sign_in("admin.pemprov-aceh")
    assert (await other.get(path)).status_code == 404
