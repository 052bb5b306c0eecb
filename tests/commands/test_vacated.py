"""The commands that change the directory say which open tasks lose their last person."""

from pathlib import Path

import pytest

from api.services import Services
from records.database import rows
from tests.api.people import People
from tests.commands.conftest import Tuntas, told

OFFICER = "penghubung.kemenkes.layanan"
MOVED = """type,agency,unit,username,name,role,region
account,kemenkes,umum,penghubung.kemenkes.layanan,Siti Rahmawati,liaison_officer,
"""
WITHOUT_UNIT = """type,agency,unit,username,name,role,region,active
unit,kemenkes,layanan,,Direktorat Pelayanan,,,no
"""


@pytest.mark.usefixtures("prepared")
async def test_disabling_and_loading_say_which_open_tasks_lose_their_last_person(
    people: People, services: Services, tuntas: Tuntas, tmp_path: Path
) -> None:
    report = await people.submit()
    await report.forward()
    await report.decide("admin.kemenkes", "dispose", unit="layanan")
    line = f"  {report.task} (follow_up, liaison_officer of kemenkes/layanan): "
    file = tmp_path / "directory.csv"

    file.write_text(MOVED)
    code, said = told(tuntas("directory", "load", "--preview", str(file)))
    assert code == 0
    assert "1 open task would have nobody left to do it:\n" + line + "nobody is in office\n" in said
    assert (await rows(services.pool, "select unit from accounts where username = %s", [OFFICER]))[0] == {
        "unit": "layanan"
    }

    file.write_text(WITHOUT_UNIT)
    code, said = told(tuntas("directory", "load", "--preview", str(file)))
    assert (code, line + "the unit is inactive\n" in said) == (0, True)

    assert told(tuntas("directory", "disable", OFFICER)) == (
        0,
        f"{OFFICER} is disabled\n1 open task has nobody left to do it:\n{line}nobody is in office\n",
    )
    assert told(tuntas("directory", "disable", OFFICER)) == (0, f"{OFFICER} is disabled\n")
    assert told(tuntas("directory", "enable", OFFICER)) == (0, f"{OFFICER} is enabled\n")
    file.write_text(MOVED)
    code, said = told(tuntas("directory", "load", str(file)))
    assert said.endswith("1 open task has nobody left to do it:\n" + line + "nobody is in office\n")
