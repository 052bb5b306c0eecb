"""Objects and rows of the archive that were tampered with: damage to one report, and nothing that is away."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from api.services import Services
from evidence.strict_zip import SIZE
from tests.api import replays
from tests.api.people import Report
from tests.api.replays import Owner, sealed, verdict
from tests.evidence.archive.forgetting import forget

finished, owner = replays.finished, replays.owner


def grown(file: Path) -> None:
    """Makes it larger than any of ours, without taking room."""
    os.truncate(file, SIZE + 1)


def looped(file: Path) -> None:
    """A link to itself."""
    file.unlink()
    file.symlink_to(file)


def piped(file: Path) -> None:
    """What waits for ever for somebody to write."""
    file.unlink()
    os.mkfifo(file)


@pytest.mark.parametrize(
    ("damage", "said"), [(grown, "more than ours have"), (looped, "is no file"), (piped, "is no file")]
)
async def test_an_object_that_is_none_of_ours_is_told_with_the_engines_history_and_without(
    services: Services, finished: Report, damage: Callable[[Path], None], said: str
) -> None:
    file = await sealed(services, finished)
    damage(file)
    told = await verdict(finished)
    assert (told["verdict"], told["source"]) == ("history_broken", "history")
    assert said in told["first"]["message"]
    await forget(services.client, finished.number)
    told = await verdict(finished)
    assert (told["verdict"], told["source"]) == ("history_broken", None)
    assert said in str(told["all"])
    file.unlink()


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "reports/8K/8KD2-TJZP-XGEP-D.zip"])
async def test_a_row_that_names_another_object_is_told(
    services: Services, finished: Report, owner: Owner, name: str
) -> None:
    await sealed(services, finished)
    owner.execute("update archived set object = %s where report = %s", [name, finished.number])
    told = await verdict(finished)
    assert (told["verdict"], told["source"]) == ("history_broken", "history")
    assert [each["message"] for each in told["all"]] == [
        "the archive: it is noted under a name that no object of the report has"
    ]
