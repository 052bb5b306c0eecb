"""What a process of ours leaves in its log."""

import json
import os
import subprocess
import sys
from pathlib import Path

SCRIPT = """
import logging, warnings
import structlog
from runtime.logs import configure_logs
configure_logs("worker")
structlog.get_logger("ours").info("report_started", report="A-1")
logging.getLogger("uvicorn.error").warning("theirs %s", 1)
logging.getLogger("httpx").info("GET https://example/?text=Budi")
structlog.get_logger("ours").debug("too much")
warnings.warn("old")
try:
    try:
        int("Budi")
    except ValueError as error:
        raise ConnectionRefusedError("no server there") from error
except OSError:
    structlog.get_logger("ours").exception("sql_away")
    logging.getLogger("theirs").exception("failed")
"""


def test_every_line_is_json_and_no_message_of_an_error_quotes_a_value() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert [(line["event"].split(":")[0], line["level"]) for line in lines[:2]] == [
        ("report_started", "info"),
        ("theirs 1", "warning"),
    ]
    assert {line["program"] for line in lines} == {"worker"}
    assert lines[0]["report"] == "A-1"
    assert lines[0]["timestamp"].endswith("Z")
    ours, theirs = lines[-2:]
    for line in (ours, theirs):
        kinds = [(told["kind"], told.get("message")) for told in line["exception"]]
        assert kinds == [
            ("builtins.ConnectionRefusedError", "no server there"),
            ("builtins.ValueError", None),
        ]
    assert "Budi" not in done.stderr
    assert done.stdout == ""


FAILED = """
import logging
from temporalio.exceptions import ApplicationError
from runtime.logs import configure_logs
configure_logs("worker")
try:
    raise ApplicationError("Budi", type="record_away")
except ApplicationError:
    logging.getLogger("temporalio.activity").warning("Completing activity as failed", exc_info=True)
"""


def test_an_activity_that_failed_is_logged_with_the_code_of_its_failure_and_without_its_message() -> None:
    done = subprocess.run([sys.executable, "-c", FAILED], capture_output=True, text=True, check=True)
    told = json.loads(done.stderr)
    assert told["exception"][0]["type"] == "record_away"
    assert "Budi" not in done.stderr


EXTRA = """
import logging, sys
from runtime.logs import configure_logs
configure_logs("worker")
told = {"cause": "server_away", "messages": [7]}
logging.getLogger("activities.delivery").warning("letter not sent", extra=told)
logging.getLogger("aiosmtplib").warning("theirs", extra={"sent": "Budi"})
"""


def test_what_our_lines_are_given_is_read_and_what_libraries_give_is_not() -> None:
    done = subprocess.run([sys.executable, "-c", EXTRA], capture_output=True, text=True, check=True)
    ours, theirs = (json.loads(line) for line in done.stderr.splitlines())
    assert (ours["event"], ours["cause"], ours["messages"]) == ("letter not sent", "server_away", [7])
    assert "sent" not in theirs
    assert "Budi" not in done.stderr


ELSEWHERE = """
import asyncio, logging
from runtime.subprocess_pool import SubprocessPool
from runtime.logs import configure_logs
configure_logs("worker")
log = logging.getLogger("evidence.archive")
async def main():
    elsewhere = SubprocessPool()
    await elsewhere.run(logging.Logger.warning, log, "said elsewhere", extra={"report": "T1"})
    elsewhere.close()
if __name__ == "__main__":
    asyncio.run(main())
"""


def test_what_another_process_of_ours_says_is_a_line_of_the_same_log(tmp_path: Path) -> None:
    script = tmp_path / "main.py"
    script.write_text(ELSEWHERE)
    command = [sys.executable, str(script)]
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=env)
    (line,) = [json.loads(each) for each in done.stderr.splitlines()]
    assert (line["event"], line["report"], line["program"]) == ("said elsewhere", "T1", "worker")
