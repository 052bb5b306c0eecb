import asyncio
from datetime import UTC, date, datetime

import pytest

from calendars import REGIONS, Decree, NamedDay
from records.database import SQL_AWAY, Pool, rows
from records.decrees.enacting import enact_decree
from records.directory.accounts import (
    PasswordTooShort,
    UnknownAccount,
    authenticate,
    change_password,
    disable_account,
    enable_account,
)
from records.directory.in_memory import Directory, DirectoryUnavailable, names_of
from records.directory.load import load_directory
from records.installation.setup import prepare_database
from runtime.settings import Settings

SECRETS = dict.fromkeys(("intake_secret", "signing_key", "master_key", "ledger_key"), b"s" * 32)


def settings(database: str, password: str | None = None) -> Settings:
    given = {"database_url": database, "archive_url": "archive", "dev": True}
    given["demo_password"] = password or "kata-sandi-demo"
    return Settings.model_validate(given | SECRETS)


@pytest.fixture
async def directory(pool: Pool, postgres: str) -> Directory:
    await prepare_database(settings(postgres))
    made = Directory(pool)
    await made.refresh()
    return made


async def test_preparing_twice_at_once_makes_everything_once(postgres: str, pool: Pool) -> None:
    await asyncio.gather(prepare_database(settings(postgres)), prepare_database(settings(postgres)))
    found = await rows(pool, "select count(*) as all, count(distinct region) as regions from calendars")
    assert found == [{"all": len(REGIONS), "regions": len(REGIONS)}]
    assert len(await rows(pool, "select 1 from accounts")) == 16


async def test_a_changed_calendar_becomes_the_regions_next_version(pool: Pool, directory: Directory) -> None:
    before = directory.calendar("ID-AC")
    assert (before.version, before.zone) == (1, "Asia/Jakarta")
    day = date(2026, 12, 28)
    decree = Decree(
        number="Kepgub 7/2026",
        title="Libur daerah",
        issued_on=date(2026, 11, 2),
        region="ID-AC",
        non_working=(NamedDay(date=day, name="Libur daerah"),),
    )
    for is_new in (True, False):
        assert (await enact_decree(pool, decree, "a_pusat", date(2026, 11, 24)))[1] is is_new
    await directory.refresh()
    after = directory.calendar("ID-AC")
    assert (after.version, after.names[day].decree) == (2, "Kepgub 7/2026")
    assert before.is_working_day(day)
    assert not after.is_working_day(day)
    assert directory.calendar("ID").version == directory.calendar("ID-BA").version == 1


async def test_profiles_carry_region_calendar_and_setting(pool: Pool, directory: Directory) -> None:
    papua = directory.profile("pemkab-jayapura")
    assert papua is not None
    assert (papua.agency, papua.region, papua.calendar.zone) == ("pemkab-jayapura", "ID-PA", "Asia/Jayapura")
    assert not papua.approval
    assert directory.profile("nowhere") is None
    centre = directory.centre()
    assert (centre.agency, centre.region, centre.calendar.zone) == (None, "ID", "Asia/Jakarta")
    await rows(pool, "update agencies set approval = true where code = 'kemenkes'")
    await rows(pool, "update agencies set active = false where code = 'pemprov-aceh'")
    await directory.refresh()
    ministry = directory.profile("kemenkes")
    assert ministry is not None
    assert ministry.approval
    assert directory.profile("pemprov-aceh") is None
    assert directory.agency_name("pemprov-aceh") == "Pemerintah Provinsi Aceh"
    await rows(pool, "update agencies set active = true")


async def test_units_and_officers_are_found_only_where_they_belong(pool: Pool, directory: Directory) -> None:
    assert directory.unit("kemenkes", "layanan") == "layanan"
    assert directory.unit("kemenkes", "nowhere") is None
    assert names_of(directory, "kemenkes", "umum") == {
        "agency_name": "Kementerian Kesehatan",
        "unit_name": "Biro Umum",
    }
    assert names_of(directory, None, None) == {"agency_name": None, "unit_name": None}
    id_ = directory.officer("pimpinan.pusat", "supervisor", None)
    assert id_ is not None
    account = directory.account(id_)
    assert account is not None
    assert account.username == "pimpinan.pusat"
    assert directory.officer("pimpinan.pusat", "supervisor", "kemenkes") is None
    assert directory.officer("admin.kemenkes", "supervisor", "kemenkes") is None
    await disable_account(pool, "pimpinan.pusat")
    await directory.refresh()
    assert directory.officer("pimpinan.pusat", "supervisor", None) is None
    account = directory.account(id_)
    assert account is not None
    assert account.disabled
    assert directory.account("nobody") is None
    await enable_account(pool, "pimpinan.pusat")
    await directory.refresh()
    account = directory.account(id_)
    assert account is not None
    assert not account.disabled


async def test_only_a_change_is_fetched(directory: Directory, pool: Pool) -> None:
    before = directory._copy
    await directory.refresh()
    assert directory._copy is before
    await rows(pool, "update units set name = 'Bagian Umum' where code = 'umum'")
    await directory.refresh()
    assert directory.unit_name("kemenkes", "umum") == "Bagian Umum"
    await rows(pool, "update units set name = 'Biro Umum' where code = 'umum'")


async def test_the_last_copy_outlasts_sql_and_without_one_nothing_is_guessed(
    directory: Directory, pool: Pool, away: Pool
) -> None:
    directory._pool = away
    never = Directory(away)
    for each in (directory, never):
        with pytest.raises(SQL_AWAY):
            await each.refresh()
    assert directory.profile("kemenkes") is not None
    with pytest.raises(DirectoryUnavailable):
        never.profile("kemenkes")


async def test_the_right_password_signs_in_until_the_account_is_disabled(
    directory: Directory, pool: Pool
) -> None:
    signed_in = await authenticate(pool, "auditor", "kata-sandi-demo")
    assert signed_in is not None
    assert (signed_in.role, signed_in.agency) == ("auditor", None)
    assert await authenticate(pool, "auditor", "kata-sandi-demi") is None
    assert await authenticate(pool, "nobody", "kata-sandi-demo") is None
    assert await authenticate(pool, "nobody", "nobody's password") is None
    await disable_account(pool, "auditor")
    assert await authenticate(pool, "auditor", "kata-sandi-demo") is None
    await enable_account(pool, "auditor")
    assert await authenticate(pool, "auditor", "kata-sandi-demo") is not None


async def test_an_account_without_a_password_signs_nobody_in(directory: Directory, pool: Pool) -> None:
    await load_directory(pool, "type,username,name,role\naccount,baru,Baru,auditor\n")
    assert await authenticate(pool, "baru", "") is None
    assert await authenticate(pool, "baru", "nobody's password") is None


async def test_a_changed_password_stays_and_a_new_demo_password_reaches_the_rest(
    directory: Directory, pool: Pool, postgres: str
) -> None:
    id_ = directory.officer("admin.kemenkes", "agency_admin", "kemenkes")
    assert id_ is not None
    account = directory.account(id_)
    assert account is not None
    assert account.password_changed_at is None
    before = datetime.now(UTC)
    await change_password(pool, "admin.kemenkes", "sandi yang baru")
    await prepare_database(settings(postgres, "sandi-demo-lain"))
    await directory.refresh()
    account = directory.account(id_)
    assert account is not None
    changed = account.password_changed_at
    assert changed is not None
    assert changed >= before
    assert await authenticate(pool, "admin.kemenkes", "sandi yang baru") is not None
    assert await authenticate(pool, "pusat", "sandi-demo-lain") is not None
    assert await authenticate(pool, "pusat", "kata-sandi-demo") is None


async def test_what_cannot_be_changed_is_told(pool: Pool, directory: Directory) -> None:
    with pytest.raises(PasswordTooShort):
        await change_password(pool, "pusat", "pendek")
    for doomed in (
        change_password(pool, "nobody", "panjang sekali"),
        disable_account(pool, "nobody"),
        enable_account(pool, "nobody"),
    ):
        with pytest.raises(UnknownAccount):
            await doomed
