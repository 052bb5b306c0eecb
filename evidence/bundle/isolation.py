"""Carrying a stranger's histories out again in a process of its own: whatever they lead the engine's replayer
to, waiting for ever or dying, this one goes on."""

import asyncio
import os
from contextlib import closing
from dataclasses import replace

from evidence.bundle.replay import replay_evidence
from evidence.replay.bulk_replayer import A_THOUSAND_EVENTS, PATIENCE
from evidence.replay.evidence import Evidence
from evidence.replay.findings import Verdict
from evidence.replay.replayer import Packed, pack_runs, unpack_runs
from runtime.subprocess_pool import SubprocessPool

ALL_ELSE = 60.0
"""Seconds that all else may take than replaying, on a machine that is busy."""


def replay_isolated(evidence: Evidence) -> Verdict:
    """What `replay_evidence` says; for a process without a loop. Raises NeverEnds, and OSError where no
    other process can be begun."""
    return asyncio.run(_replay_in_subprocess(evidence))


async def _replay_in_subprocess(evidence: Evidence) -> Verdict:
    events = sum(len(history.events) for history in evidence.histories)
    limit = ALL_ELSE + len(evidence.histories) * PATIENCE + A_THOUSAND_EVENTS * events / 1000
    with closing(SubprocessPool(limit)) as subprocesses:
        sent = replace(evidence, histories=()), pack_runs(evidence.histories)
        return await subprocesses.run(_replay_silently, *sent)


def _replay_silently(evidence: Evidence, sent: Packed) -> Verdict:
    # What a dying engine prints is nobody's to read: it repeats what the history says.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    return replay_evidence(replace(evidence, histories=unpack_runs(sent)))
