"""`tuntas up` as a process: a machine that serves people, from its first start on."""

import re
import signal
import subprocess
from pathlib import Path

import httpx

from tests.runtime.life import Begin, Life, account

NEW = "kata-sandi-baru"


def asked(life: Life) -> httpx.Client:
    """Somebody who asks the API."""
    return httpx.Client(base_url=f"http://127.0.0.1:{life.settings.http_port}", timeout=30)


def signed_in(http: httpx.Client, username: str, password: str) -> httpx.Response:
    return http.post("/v1/token", data={"username": username, "password": password})


def bearer(answer: httpx.Response) -> dict[str, str]:
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


def ended(life: Life, by: signal.Signals = signal.SIGINT) -> None:
    life.process.send_signal(by)
    assert life.process.wait(30) == 0
    assert life.processes() == []


def holding(folder: Path, word: str) -> list[str]:
    """The files that hold it."""
    found = subprocess.run(
        ("grep", "-rlFa", word, str(folder)), capture_output=True, text=True, check=False
    ).stdout
    return [each for each in found.splitlines() if not Path(each).name.startswith("printed-")]


def test_the_first_start_makes_an_administrator_whose_password_has_to_be_changed(begin: Begin) -> None:
    first = begin("up", whole=True, at_terminal=True)
    said = first.until("Ctrl-C ends everything")
    found = re.search(r"name +(\S+)\n +password +(\S+)", said)
    assert found, said
    name, password = found.groups()
    with asked(first) as http:
        told = signed_in(http, name, password)
        assert told.json()["must_change_password"] is True
        refused = http.get("/v1/tasks", headers=bearer(told))
        assert (refused.status_code, refused.json()["code"]) == (403, "password_change_required")
        body = {"current": password, "new": NEW}
        assert http.post("/v1/password", json=body, headers=bearer(told)).status_code == 204
        told = signed_in(http, name, NEW)
        assert told.json()["must_change_password"] is False
        assert http.get("/v1/tasks", headers=bearer(told)).status_code == 200
        assert signed_in(http, "pusat", password).status_code == 401, "there is no demo"
    assert holding(first.settings.data_dir, password) == []

    first.process.kill()
    again = begin("up", at_terminal=True)
    assert "password" not in again.until("Ctrl-C ends everything")
    assert account(again, name, NEW)
    ended(again, signal.SIGTERM)

    demo = begin("dev")
    assert demo.process.wait(30) == 64
    assert "is of `tuntas up` and takes no demo" in demo.printed.read_text()
