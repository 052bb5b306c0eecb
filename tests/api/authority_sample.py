"""150 cells of the authority matrix, the same each time, and how reports come into their situations."""

import json
import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from httpx import Response

from api.services import Services
from records.directory import accounts
from records.directory.load import load_directory
from tests.api.conftest import PASSWORD
from tests.api.people import People, Report
from tests.procedure.authority_table import KINDS, PEOPLE, SITUATIONS
from tests.procedure.build import DEFAULTS, TASKLESS
from tests.procedure.test_authority import STANDS, expected

SEED, SIZE = 2026, 150
PAPUA = "pemkab-jayapura"

WAYS: Mapping[str, str] = {
    "new": "",
    "new, reassigned": "reassign",
    "declined": "forward dispose return_to_agency decline",
    "at the agency": "forward",
    "at the agency, reassigned": "forward reassign",
    "returned to the agency": "forward dispose return_to_agency",
    "at the unit": "forward dispose",
    "at the unit, reassigned": "forward dispose reassign",
    "at the unit, declined elsewhere": f"forward>{PAPUA} decline forward dispose",
    "in approval": "forward dispose respond",
    "in approval, reassigned": "forward dispose respond reassign",
    "asked by the centre": "ask_reporter",
    "asked by the agency": "forward ask_reporter",
    "asked by the unit": "forward dispose ask_reporter",
    "answered by the unit": "forward dispose respond",
    "answered after approval": "forward dispose respond approve",
    "merged": "merge",
    "withdrawn": "forward dispose withdraw",
    "archived": "archive",
}
"""By which decisions a report comes there, each by whoever's turn it is."""

USERNAMES: Mapping[str, str] = {
    "national": "pusat",
    "national 2": "pusat.dua",
    "centre supervisor": "pimpinan.pusat",
    "auditor": "auditor",
    "admin": "admin.{agency}",
    "admin 2": "admin.{agency}.dua",
    "supervisor": "pimpinan.{agency}",
    "supervisor 2": "pimpinan.{agency}.dua",
    "liaison": "penghubung.{agency}.layanan",
    "liaison of another unit": "penghubung.{agency}.umum",
    "admin elsewhere": "admin.pemprov-aceh",
    "supervisor elsewhere": "pimpinan.pemprov-aceh",
    "liaison elsewhere": "penghubung.pemprov-aceh.layanan",
    "admin who declined": "admin.pemkab-jayapura",
    "supervisor who declined": "pimpinan.pemkab-jayapura",
    "liaison of who declined": "penghubung.pemkab-jayapura.layanan",
}
"""The accounts behind the table's people; reporters have none."""

APPROVING = "kemensos"
DIRECTORY = """type,agency,unit,username,name,role,region,approval,email
agency,kemensos,,,Kementerian Sosial,,ID,ya,
unit,kemensos,layanan,,Direktorat Bantuan,,,,
unit,kemensos,umum,,Biro Umum,,,,
account,,,pusat.dua,Pusat Dua,national_admin,,,
account,kemenkes,,admin.kemenkes.dua,Admin Dua,agency_admin,,,
account,kemenkes,,pimpinan.kemenkes.dua,Pimpinan Dua,supervisor,,,
account,kemensos,,admin.kemensos,Admin Sosial,agency_admin,,,
account,kemensos,,admin.kemensos.dua,Admin Sosial Dua,agency_admin,,,
account,kemensos,,pimpinan.kemensos,Pimpinan Sosial,supervisor,,,
account,kemensos,,pimpinan.kemensos.dua,Pimpinan Sosial Dua,supervisor,,,
account,kemensos,layanan,penghubung.kemensos.layanan,Penghubung Layanan,liaison_officer,,,
account,kemensos,umum,penghubung.kemensos.umum,Penghubung Umum,liaison_officer,,,
"""
"""An agency with approval on, and second officers."""
NEW_ACCOUNTS = [line.split(",")[3] for line in DIRECTORY.splitlines() if line.startswith("account")]


@dataclass(frozen=True, slots=True)
class Cell:
    """One question to the matrix, and the code it is to be answered with, or that the decision stands."""

    situation: str
    who: str
    kind: str
    told: str


def cells() -> list[Cell]:
    """The whole matrix."""
    return [
        Cell(name, who, kind, _told(expected(situation, who, kind), kind))
        for name, situation in SITUATIONS.items()
        for who in PEOPLE
        for kind in KINDS
    ]


def _told(code: str, kind: str) -> str:
    """What the table says; but here everybody is in office, so that nothing is recalled."""
    return "holder_in_office" if (code, kind) == (STANDS, "recall") else code


def sample() -> list[Cell]:
    """First the cells that show an outcome of a situation, person or kind for the first time, then others."""
    drawn = random.Random(SEED).sample(every := cells(), len(every))
    seen: set[tuple[str, str]] = set()
    telling: list[Cell] = []
    rest: list[Cell] = []
    for cell in drawn:
        (rest if shown(cell) <= seen else telling).append(cell)
        seen |= shown(cell)
    return [*telling, *rest][:SIZE]


def shown(*some: Cell) -> set[tuple[str, str]]:
    """Which outcomes the cells show, of which situations, people and kinds."""
    return {(cell.told, each) for cell in some for each in (cell.situation, cell.who, cell.kind)}


def agency_in(situation: str) -> str:
    """Which agency plays the table's ministry there."""
    return APPROVING if "approval" in situation else "kemenkes"


def username(who: str, situation: str) -> str:
    """The account of one of the table's people there."""
    return USERNAMES[who].format(agency=agency_in(situation))


def fields(kind: str, situation: str, other: Report, *, again: bool) -> dict[str, Any]:
    """A decision that no rule minds there; `other` is some other open report, and `again` says that the
    report has come to its situation already."""
    agency, stage = agency_in(situation), SITUATIONS[situation].stage
    again = again and "reassigned" in situation
    fitting: dict[str, dict[str, Any]] = {
        "forward": {"agency": agency},
        "postpone": {"until": (datetime.now(UTC) + timedelta(days=7)).date().isoformat()},
        "merge": {"into": other.number},
        "extend": {"clock": "verification" if stage == "central_verification" else "settlement"},
        "reassign": {"to": _successors(stage, agency)[again]},
    }
    return {"kind": kind, **DEFAULTS[kind], **fitting.get(kind, {})}


def _successors(stage: str, agency: str) -> tuple[str, str]:
    """To whom a task is given, and to whom from there."""
    match stage:
        case "central_verification":
            return "pusat.dua", "pusat"
        case "agency_verification":
            return f"admin.{agency}.dua", f"admin.{agency}"
        case "approval":
            return f"pimpinan.{agency}.dua", f"pimpinan.{agency}"
    return "umum", "layanan"


async def ask(report: Report, situation: str, who: str, decision: Mapping[str, Any]) -> Response:
    """One of the table's people decides about the report, naming the task where the kind needs one."""
    body = {"task": None if decision["kind"] in TASKLESS else report.task, "decision": decision}
    if who in USERNAMES:
        headers = await report.people.headers(username(who, situation))
        return await report.http.post(f"{report.url}/decisions", content=json.dumps(body), headers=headers)
    pin = report.pin if who == "reporter" else f"{(int(report.pin) + 1) % 10**6:06}"
    headers = {"Report-Pin": pin}
    return await report.http.post(f"{report.url}/replies", content=json.dumps(body), headers=headers)


async def settled(services: Services) -> None:
    """Makes the accounts that the sample needs and the demo directory lacks."""
    await load_directory(services.pool, DIRECTORY)
    for name in NEW_ACCOUNTS:
        await accounts.change_password(services.pool, name, PASSWORD)
    await services.directory.refresh()


async def brought(people: People, situation: str, other: Report, **changed: Any) -> Report:
    """A new anonymous report, brought into the situation."""
    report = await people.submit(anonymous=True, **changed)
    for step in WAYS[situation].split():
        kind, _, to = step.partition(">")
        decision = fields(kind, situation, other, again=False) | ({"agency": to} if to else {})
        response = await _turn(report, situation, decision)
        assert response.status_code == 200, (step, response.text)
        report.task = (response.json()["task"] or {}).get("id")
    state = (await report.get("auditor", source="live")).json()
    assert state["stage"] == SITUATIONS[situation].stage
    report.task = state["task"]["id"] if state["task"] else None
    return report


async def _turn(report: Report, situation: str, decision: dict[str, Any]) -> Response:
    """The decision by whoever's turn it is."""
    if decision["kind"] == "withdraw":
        return await ask(report, situation, "reporter", decision)
    state = (await report.get("auditor", source="live")).json()
    central, owner = state["agency"] is None, state["task"]["owner_role"]
    if decision["kind"] == "reassign":
        return await ask(report, situation, "centre supervisor" if central else "supervisor", decision)
    who = {"national_admin": "national", "agency_admin": "admin", "liaison_officer": "liaison"}
    if decision["kind"] == "decline" and state["agency"] == PAPUA:
        return await ask(report, situation, "admin who declined", decision)
    return await ask(report, situation, who.get(owner, owner), decision)
