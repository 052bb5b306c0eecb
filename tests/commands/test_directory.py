"""The commands for the directory, as an administrator calls them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from records.database import Pool, pool_of
from records.directory.accounts import authenticate
from records.migrations.apply import migrate
from tests.commands.conftest import Tuntas, told

GOOD = """type,agency,unit,username,name,role,region
agency,kota,,,Pemerintah Kota,,ID-JB
unit,kota,dinkes,,Dinas Kesehatan,,
account,kota,dinkes,asep,Asep Hidayat,liaison_officer,
"""


@pytest.fixture(scope="module", autouse=True)
def migrated(postgres: str) -> None:
    """A database with nobody in it."""
    migrate(postgres)


def test_a_directory_is_loaded_saying_what_changed(tuntas: Tuntas, tmp_path: Path) -> None:
    file = tmp_path / "directory.csv"
    file.write_text(GOOD)
    assert told(tuntas("directory", "load", str(file))) == (
        0,
        "line 2: agency kota added\nline 3: unit kota dinkes added\nline 4: account asep added\n"
        "3 added, 0 changed, 0 unchanged\n",
    )
    file.write_text(GOOD.replace("Dinas Kesehatan", "Dinkes"))
    assert told(tuntas("directory", "load", str(file))) == (
        0,
        'line 3: unit kota dinkes changed: name "Dinas Kesehatan" → "Dinkes"\n'
        "0 added, 1 changed, 2 unchanged\n",
    )


def test_a_wrong_file_is_refused_by_line_and_nothing_of_it_loaded(tuntas: Tuntas, tmp_path: Path) -> None:
    file = tmp_path / "directory.csv"
    file.write_text(GOOD.replace("kota", "kabupaten").replace("ID-JB", "ID-XX").replace("asep", "Asep S"))
    code, said = told(tuntas("directory", "load", str(file)))
    assert code == 1
    assert said.startswith("tuntas: nothing was loaded\nline 2: region: is neither")
    assert "\nline 4: username: " in said
    file.write_bytes("agency,é".encode("latin-1"))
    assert told(tuntas("directory", "load", str(file))) == (
        1,
        "tuntas: nothing was loaded\nline 1: is neither UTF-8 nor UTF-16; save the file as CSV UTF-8\n",
    )
    nowhere = tuntas("directory", "load", str(tmp_path / "none.csv"))
    assert (nowhere.returncode, nowhere.stdout) == (64, "")


def test_a_load_and_its_preview_say_which_fields_change_from_what_to_what(tuntas: Tuntas) -> None:
    before = """sep=;
type;agency;unit;username;name;role;region;approval;email;active;;
agency;balai;;;Balai;;ID-JB;;;;;
unit;balai;umum;;Umum;;;;;;;
account;balai;umum;siti;Siti;liaison_officer;;;siti@x.id;;;
"""
    after = before.replace("Balai;;ID-JB;;;", "Balai;;ID-BT;ya;;tidak").replace("siti@x.id;", ";tidak")
    after = after.replace("balai;umum;siti;Siti;liaison_officer", "balai;;siti;Siti;supervisor")
    assert tuntas("directory", "load", "-", typed=before).stdout.endswith("3 added, 0 changed, 0 unchanged\n")
    changes = (
        "line 3: agency balai changed: region ID-JB → ID-BT, approval tidak → ya, active ya → tidak\n"
        "line 5: account siti changed: role liaison_officer → supervisor, unit umum → (none), "
        "active ya → tidak\n"
    )
    for _ in range(2):
        preview = told(tuntas("directory", "load", "-", "--preview", typed=after))
        counted = "0 added, 2 changed, 1 unchanged; a preview: nothing was loaded\n"
        assert preview == (0, changes + counted)
    loaded = told(tuntas("directory", "load", "-", typed=after))
    assert loaded == (0, f"{changes}0 added, 2 changed, 1 unchanged\n")
    assert told(tuntas("directory", "load", "-", typed=after))[1] == "0 added, 0 changed, 3 unchanged\n"


async def test_an_account_gets_a_password_and_is_disabled_and_enabled(
    tuntas: Tuntas, postgres: str, tmp_path: Path
) -> None:
    file = tmp_path / "directory.csv"
    file.write_text(GOOD)
    assert tuntas("directory", "load", str(file)).returncode == 0
    async with pool_of(postgres, size=1) as pool:
        short = tuntas("directory", "password", "asep", typed="short\n")
        assert told(short) == (1, "tuntas: a password has at least 10 characters\n")
        assert not await _signs_in(pool)
        changed = tuntas("directory", "password", "asep", typed="a-good-password\n")
        assert told(changed) == (0, "asep has a new password\n")
        assert await _signs_in(pool)
        assert told(tuntas("directory", "disable", "asep")) == (0, "asep is disabled\n")
        assert not await _signs_in(pool)
        assert told(tuntas("directory", "enable", "asep")) == (0, "asep is enabled\n")
        assert await _signs_in(pool)


async def _signs_in(pool: Pool) -> bool:
    return await authenticate(pool, "asep", "a-good-password") is not None


ADMINS = """type,username,name,role,active
account,ani,Ani,national_admin,ya
account,umar,Umar,national_admin,ya
"""
NONE_LEFT = "no national admin would be left who can sign in; give another one a password first"


@pytest.fixture
def admins(tuntas: Tuntas) -> None:
    """Two national admins, of whom only the first has a password."""
    assert tuntas("directory", "load", "-", typed=ADMINS).returncode == 0
    assert tuntas("directory", "password", "ani", typed="a-good-password\n").returncode == 0


@pytest.mark.usefixtures("admins")
def test_the_last_national_admin_who_can_sign_in_is_not_disabled(tuntas: Tuntas) -> None:
    assert told(tuntas("directory", "disable", "ani")) == (1, f"tuntas: ani: {NONE_LEFT}\n")
    assert told(tuntas("directory", "disable", "umar")) == (0, "umar is disabled\n")
    assert told(tuntas("directory", "load", "-", typed=ADMINS)) == (
        0,
        "line 3: account umar changed: active tidak → ya\n0 added, 1 changed, 1 unchanged\n",
    )


@pytest.mark.usefixtures("admins")
@pytest.mark.parametrize("change", [("Ani,national_admin,ya", "Ani,auditor,ya"), ("admin,ya", "admin,tidak")])
def test_a_file_that_leaves_no_national_admin_is_refused_and_nothing_of_it_loaded(
    tuntas: Tuntas, change: tuple[str, str]
) -> None:
    file = ADMINS.replace(*change).replace("Umar,", "Umar Hadi,")
    refused = (1, f"tuntas: nothing was loaded\nline 2: ani: {NONE_LEFT}\n")
    for preview in (["--preview"], []):
        assert told(tuntas("directory", "load", "-", *preview, typed=file)) == refused
    assert told(tuntas("directory", "load", "-", typed=ADMINS)) == (0, "0 added, 0 changed, 2 unchanged\n")


@pytest.mark.usefixtures("admins")
def test_a_national_admin_is_replaced_once_another_has_a_password(tuntas: Tuntas) -> None:
    assert tuntas("directory", "password", "umar", typed="a-good-password\n").returncode == 0
    file = ADMINS.replace("Ani,national_admin", "Ani,auditor")
    loaded = "line 2: account ani changed: role national_admin → auditor\n0 added, 1 changed, 1 unchanged\n"
    assert told(tuntas("directory", "load", "-", typed=file)) == (0, loaded)


def test_what_is_not_there_is_said(
    tuntas: Tuntas, make_database: Callable[[str], str], tmp_path: Path
) -> None:
    assert told(tuntas("directory", "disable", "umi")) == (64, "tuntas: no account is named umi\n")
    nowhere: dict[str, Any] = {"TUNTAS_DATABASE_URL": f"postgresql:///x?host={tmp_path}"}
    code, said = told(tuntas("directory", "disable", "asep", **nowhere))
    assert (code, said.split(";")[0]) == (69, "tuntas: the database can't be reached")
    empty = {"TUNTAS_DATABASE_URL": make_database("cli_unprepared")}
    code, said = told(tuntas("directory", "disable", "asep", **empty))
    assert (code, said) == (69, "tuntas: the database holds nothing of ours yet; run `tuntas setup`\n")
