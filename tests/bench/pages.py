"""Pages beside the JSON that they are drawn from, in interleaved rounds over HTTP.

`to_all` compares a page with all calls that a program makes to show the same, one after the other;
`to_dearest` with the dearest of these calls alone.
"""

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from httpx import AsyncClient

from tests.bench.http import Connection
from tests.bench.straight_way import FORWARD, PASSWORD, TEXT, Office, print_line, product

ROUNDS = 120
WAITING = 60
"""Tasks in the worklist that is read."""
ADMIN, LIAISON = "admin.kemenkes", "penghubung.kemenkes.layanan"
TOKEN = re.compile(r'name="form_token" value="([^"]*)"')


@dataclass(frozen=True)
class Compared:
    """A page, and the JSON calls behind it; each side with what shows who asks."""

    name: str
    page: str
    cookie: str
    calls: Sequence[str]
    headers: dict[str, str]


async def pages() -> None:
    """Prints for each page its median, and the medians of its ratios in the same round."""
    async with product("tuntas-bench-") as (_, _, office):
        with Connection(office.port) as http:
            for each in await _prepare(office, http):
                print_line(**await _compare(http, each))


async def _prepare(office: Office, http: Connection) -> list[Compared]:
    for _ in range(WAITING):
        number, _pin = await office.submit(http)
        await office.decide(http, number, "pusat", f"{number}-1", **FORWARD)
    number, pin = await _answered_for_now(office, http)
    staff, reader = await sign_in(office, ADMIN), await sign_in(office, LIAISON)
    reporter = await _open(office, number, pin)
    admin, liaison = ({"Authorization": f"Bearer {office.tokens[each]}"} for each in (ADMIN, LIAISON))
    report, own = f"/v1/reports/{number}", {"Report_Pin": pin}
    seen = [report, f"{report}/facts", f"{report}/decisions", f"{report}/presence"]
    return [
        Compared("page_tasks", "/tugas", staff, ["/v1/tasks"], admin),
        Compared("page_report", f"/laporan/{number}", reader, seen, liaison),
        Compared(
            "page_decision",
            f"/laporan/{number}/keputusan/respond",
            reader,
            [report, f"{report}/decisions", f"{report}/drafts/respond"],
            liaison,
        ),
        Compared("page_track", f"/lacak/{number}", reporter, [f"{report}/track", f"{report}/decisions"], own),
    ]


async def _answered_for_now(office: Office, http: Connection) -> tuple[str, str]:
    """A report at a unit with an interim answer and a draft: its number and PIN."""
    number, pin = await office.submit(http)
    second = await office.decide(http, number, "pusat", f"{number}-1", **FORWARD)
    third = await office.decide(http, number, ADMIN, str(second), kind="dispose", unit="layanan")
    task = await office.decide(http, number, LIAISON, str(third), kind="respond", text=TEXT, final=False)
    draft = {"task": task, "fields": {"text": TEXT}}
    headers = {"Authorization": f"Bearer {office.tokens[LIAISON]}"}
    status, answer = await http.call("PUT", f"/v1/reports/{number}/drafts/respond", draft, **headers)
    assert status == 200, answer
    return number, pin


async def sign_in(office: Office, username: str) -> str:
    """The cookies of somebody who serves."""
    return await _send_form(office, "/masuk", username=username, password=PASSWORD)


async def _open(office: Office, number: str, pin: str) -> str:
    """The cookies of a report's reporter."""
    return await _send_form(office, "/lacak", nomor=number, pin=pin)


async def _send_form(office: Office, path: str, **fields: str) -> str:
    site = f"http://127.0.0.1:{office.port}"
    async with AsyncClient(
        base_url=site, headers={"Origin": site, "Sec-Fetch-Site": "same-origin"}
    ) as client:
        found = TOKEN.search((await client.get(path)).text)
        assert found
        answer = await client.post(path, data={**fields, "form_token": found[1]})
        assert answer.status_code == 303, answer.text
        return "; ".join(f"{name}={value}" for name, value in client.cookies.items())


async def _compare(http: Connection, each: Compared) -> dict[str, object]:
    shown, to_all, to_dearest = [], [], []
    for _ in range(ROUNDS):
        page = await _seconds(http, each.page, Cookie=each.cookie)
        calls = [await _seconds(http, call, **each.headers) for call in each.calls]
        shown.append(page)
        to_all.append(page / sum(calls))
        to_dearest.append(page / max(calls))
    return {
        "bench": each.name,
        "page_ms": round(median(shown) * 1000, 1),
        "to_all": round(median(to_all), 2),
        "to_dearest": round(median(to_dearest), 2),
    }


async def _seconds(http: Connection, path: str, **headers: str) -> float:
    begun = time.perf_counter()
    status, answer = await http.send("GET", path, b"", "", **headers)
    assert status == 200, answer
    return time.perf_counter() - begun
