"""What a process of ours leaves in its log."""

import json
import subprocess
import sys

SCRIPT = """
import logging, warnings
import structlog
from runtime.logs import configure
configure("worker")
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
