"""A stranger's history may keep the replayer waiting for ever, or kill it: whoever verifies goes on."""

import os
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from evidence.bundle import isolation
from evidence.bundle.isolation import replay_isolated
from evidence.bundle.replay import replay_evidence
from evidence.replay.evidence import Evidence
from runtime.subprocess_pool import NeverEnds
from tests.histories.golden import load


def evidence() -> Evidence:
    golden = load("straight")[0]
    return Evidence(report=golden.number, histories=golden.runs, source="bundle")


class Doing:
    """What does something to the process that it comes to."""

    def __init__(self, function: Callable[..., Any], *arguments: Any) -> None:
        self._done = function, arguments

    def __reduce__(self) -> Any:
        return self._done


def test_it_says_what_it_would_say_here() -> None:
    assert replay_isolated(evidence()) == replay_evidence(evidence())


@pytest.mark.parametrize("does", [Doing(os._exit, 1), Doing(os.abort), Doing(time.sleep, 1_000)])
def test_whatever_becomes_of_the_other_process_this_one_goes_on(
    does: Doing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(isolation, "ALL_ELSE", 1.0)
    monkeypatch.setattr(isolation, "PATIENCE", 1.0)
    monkeypatch.setattr(isolation, "A_THOUSAND_EVENTS", 0.0)
    hostile: Any = does
    with pytest.raises(NeverEnds):
        replay_isolated(replace(evidence(), as_of=hostile))
