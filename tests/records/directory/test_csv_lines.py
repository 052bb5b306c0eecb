from importlib.resources import files

import pytest

from records.database import Pool, rows
from records.directory.accounts import disable_account
from records.directory.changes import Field
from records.directory.csv_lines import read_lines
from records.directory.csv_table import DirectoryErrors
from records.directory.load import Change, load_directory

HEADER = "type,agency,unit,username,name,role,region,approval,email,active\n"
GOOD = (
    HEADER
    + """agency,kota,,,Pemerintah Kota,,ID-JB,ya,,
unit,kota,layanan,,"Dinas, Layanan",,,,,
account,kota,layanan,budi,Budi,liaison_officer,,,budi@kota.invalid,
account,,,nasional,Nasional,national_admin,,,,
"""
)


def problems(text: str) -> list[str]:
    with pytest.raises(DirectoryErrors) as refused:
        read_lines(text)
    return str(refused.value).split("\n")


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("office,kota,,,Kota,,ID,,,", "type: must be agency, unit or account"),
        ("agency,kota,,,,,ID,,,", "name: is missing"),
        ("agency,Kota Besar,,,Kota,,ID,,,", "agency: must be small letters, digits"),
        ("agency,kota,,,Kota,,ID-XX,,,", "region: is neither ID nor the ISO 3166-2 code of a province"),
        ("agency,kota,,,Kota,,ID,mungkin,,", "approval: must be ya or tidak"),
        ("agency,kota,,,Kota,,ID,,,mungkin", "active: must be ya or tidak"),
        ("unit,kota,layanan,,Layanan,,,,,2", "active: must be ya or tidak"),
        (",kota,,,Kota,,ID,,,", "type: must be agency, unit or account"),
        (f"agency,{'k' * 65},,,Kota,,ID,,,", "agency: has more than 64 characters"),
        (f"agency,kota,,,{'k' * 201},,ID,,,", "name: has more than 200 characters"),
        ('agency,kota,,,"Kota" B,,ID,,,', "a quotation mark"),
        ("unit,kota,layanan,,Layanan,,ID,,,", "region: is not for a unit"),
        ("account,,,budi,Budi,auditor,,ya,,", "approval: is not for an account"),
        ("account,,,budi,Budi,boss,,,,", "role: must be one of national_admin, agency_admin"),
        ("account,,,budi,Budi,agency_admin,,,,", "agency_admin needs an agency"),
        ("account,kota,,budi,Budi,auditor,,,,", "auditor has no agency"),
        ("account,kota,,budi,Budi,liaison_officer,,,,", "a unit is named for a liaison_officer"),
        ("account,kota,umum,budi,Budi,supervisor,,,,", "a unit is named for a liaison_officer"),
        ("account,,,budi,Budi,auditor,,,budi,", "email: must be an e-mail address"),
        ("account,,,budi,Budi,auditor,,,ä@b.id,", "email: must be an e-mail address with nothing but"),
        ("account,,,budi,Budi,auditor,,,a..b@c.id,", "email: must be an e-mail address"),
        ("account,,,budi,Budi,auditor,,,.a@b.id,", "email: must be an e-mail address"),
        ('account,,,budi,Budi,auditor,,,"rina,asep@x.id",', "email: must be an e-mail address"),
        ("account,,,budi,Budi,auditor,,,budi@b\u200b.id,", "email: must be an e-mail address"),
        ("account,,,budi,\u3164,auditor,,,,", "name: must not consist of invisible characters only"),
        ("agency,kota,,,\u200b\u2800,,ID,,,", "name: must not consist of invisible characters only"),
        ("unit,kota,layanan,,Dinas\u2028Kota,,,,,", "name: must be one line"),
        ("unit,kota,layanan,,Dinas\x85Kota,,,,,", "name: must not contain control characters"),
        ("agency,kota,,,=?utf-8?q?Kota=0aBcc:_m@b.id?=,,ID,,,", "name: must not contain an encoded word"),
        ("agency,kota,,,Kota,,ID,,,,,x", "more cells than columns"),
    ],
)
def test_a_line_that_cannot_be_loaded_is_named(line: str, problem: str) -> None:
    (found,) = problems(f"{HEADER}\n{line}\n")
    assert found.startswith(f"line 3: {problem}")


def test_a_line_break_within_a_cell_is_no_name_and_tears_no_row() -> None:
    told = problems(f'{HEADER}agency,kota,,,"Kota\nBcc: m@b.id",,ID,,,\nagency,kab,,,Kab,,XX,,,\n')
    assert told == [
        "line 3: name: must be one line",
        "line 4: region: is neither ID nor the ISO 3166-2 code of a province",
    ]


def test_all_that_is_wrong_is_told_at_once() -> None:
    found = problems(HEADER + "agency,kota,,,Kota,,XX,,,\nagency,kab,,,Kab,,ID,,,\nagency,kab,,,Kab,,ID,,,\n")
    assert found == [
        "line 2: region: is neither ID nor the ISO 3166-2 code of a province",
        "line 4: agency kab is already on line 3",
    ]


@pytest.mark.parametrize("header", ["type;colour", "agency,unit", ""])
def test_a_file_with_other_columns_is_refused(header: str) -> None:
    assert problems(header)[0].startswith("line 1: columns are type, agency, unit")


async def test_a_file_loaded_again_changes_nothing(pool: Pool) -> None:
    assert [change.done for change in await load_directory(pool, GOOD)] == ["added"] * 4
    assert [change.done for change in await load_directory(pool, GOOD)] == ["unchanged"] * 4
    moved = GOOD.replace("ID-JB", "ID-BT").replace("Nasional", "Pusat")
    assert await load_directory(pool, moved) == [
        Change(2, "agency kota", "changed", (Field("region", "ID-JB", "ID-BT"),)),
        Change(3, "unit kota layanan", "unchanged"),
        Change(4, "account budi", "unchanged"),
        Change(5, "account nasional", "changed", (Field("name", "Nasional", "Pusat"),)),
    ]


async def test_a_blank_cell_leaves_a_disabled_account_disabled_and_a_setting_as_it_is(pool: Pool) -> None:
    await load_directory(pool, GOOD)
    await disable_account(pool, "budi")
    await load_directory(pool, GOOD.replace("ID-JB,ya", "ID-JB,"))
    state = "select disabled_at is not null as disabled, approval from accounts, agencies"
    found = await rows(pool, state + " where username = 'budi' and code = 'kota'")
    assert found == [{"disabled": True, "approval": True}]
    await load_directory(pool, GOOD.replace("budi@kota.invalid,", "budi@kota.invalid,ya"))
    assert (await rows(pool, state + " where username = 'budi' and code = 'kota'"))[0]["disabled"] is False


async def test_a_file_that_names_what_is_not_there_loads_nothing(pool: Pool) -> None:
    text = HEADER + (
        "agency,baru,,,Baru,,ID,,,\n"
        "unit,entah,layanan,,Layanan,,,,,\n"
        "account,baru,umum,umi,Umi,liaison_officer,,,,\n"
    )
    with pytest.raises(DirectoryErrors) as refused:
        await load_directory(pool, text)
    assert str(refused.value) == "line 3: there is no agency entah\nline 4: there is no unit umum of baru"
    assert await rows(pool, "select 1 from agencies where code = 'baru'") == []


def test_the_demo_directory_has_the_accounts_that_people_are_told_of() -> None:
    lines = read_lines((files("records.directory") / "demo.csv").read_text())
    names = {getattr(line, "username", None) for _, line in lines} - {None}
    agencies = ("kemenkes", "pemprov-aceh", "pemkab-jayapura")
    assert names == {"pusat", "pimpinan.pusat", "auditor", "operator"} | {
        f"{role}.{agency}{unit}"
        for agency in agencies
        for role, units in (("admin", [""]), ("pimpinan", [""]), ("penghubung", [".layanan", ".umum"]))
        for unit in units
    }
