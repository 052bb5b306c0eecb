"""Lock numbers and the name of the task queue are written in one module each; everybody else imports them."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from records.advisory_locks import AdvisoryLock

ROOT = Path(__file__).parents[2]
ROOMS = sorted(each.parent for each in ROOT.glob("*/__init__.py") if each.parent.name != "tests")
LOCK_NUMBER = re.compile(r"7_?478_?817_?\d{3}")
TAKES_A_LITERAL = re.compile(r"pg_(?:try_)?advisory_\w+\((?!%s|:lock|hashtextextended)")
TASK_QUEUE = re.compile(r"""\btask_queue(?:: str)? ?= ?f?["']""", re.IGNORECASE)


def modules() -> Iterator[Path]:
    """Every module of the product."""
    for room in ROOMS:
        yield from room.rglob("*.py")
    yield from (ROOT / "worker.py", ROOT / "cli.py")


@pytest.mark.parametrize(
    ("pattern", "home"),
    [
        (LOCK_NUMBER, "records/advisory_locks.py"),
        (TAKES_A_LITERAL, None),
        (TASK_QUEUE, "runtime/temporal_connection.py"),
    ],
)
def test_a_literal_is_written_in_one_module_only(pattern: re.Pattern[str], home: str | None) -> None:
    found = {str(path.relative_to(ROOT)) for path in modules() if pattern.search(path.read_text())}
    assert found == ({home} if home else set())


def test_no_two_locks_have_one_number() -> None:
    assert len(AdvisoryLock.__members__) == len(set(AdvisoryLock))


def test_sql_functions_take_only_locks_that_are_listed() -> None:
    migrations = [path.read_text() for path in (ROOT / "records/migrations").rglob("*.sql")]
    taken = {int(number) for text in migrations for number in re.findall(r"advisory_\w+\((\d+)\)", text)}
    assert taken == {AdvisoryLock.ACCESSES}
