"""Carrying a stranger's histories out again in a process of its own: whatever they lead the engine's replayer
to, waiting for ever or dying, this one goes on."""

import os
from dataclasses import replace
from multiprocessing import get_context
from multiprocessing.connection import Connection

from records.audit.evidence import Evidence
from records.audit.findings import Verdict
from records.audit.replaying import A_THOUSAND_EVENTS, PATIENCE, Stuck
from records.bundle.retelling import retold
from records.replay import Packed, packed, unpacked

TO_BEGIN_WITH = 60.0
"""Seconds that the other process may take until it has begun, on a machine that is busy."""


def retold_apart(evidence: Evidence) -> Verdict:
    """What `retold` says. Raises Stuck where the other process does not come to an end by itself."""
    events = sum(len(history.events) for history in evidence.histories)
    limit = TO_BEGIN_WITH + len(evidence.histories) * PATIENCE + A_THOUSAND_EVENTS * events / 1000
    context = get_context("spawn")  # the engine's threads don't survive a fork
    ours, theirs = context.Pipe(duplex=False)
    sent = replace(evidence, histories=()), packed(evidence.histories)
    process = context.Process(target=_retell, args=(theirs, *sent), daemon=True)
    process.start()
    theirs.close()
    try:
        verdict: Verdict | None = ours.recv() if ours.poll(limit) else None
    except EOFError:
        verdict = None
    finally:
        process.kill()
        process.join()
    if verdict is None:
        raise Stuck("the engine's replayer does not come to an end with this history")
    return verdict


def _retell(theirs: Connection, evidence: Evidence, sent: Packed) -> None:
    # What a dying engine prints is nobody's to read: it repeats what the history says.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    theirs.send(retold(replace(evidence, histories=unpacked(sent))))
