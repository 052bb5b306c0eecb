"""What forgeries are made with."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import WorkflowHistory

from evidence import canonical_json
from evidence import strict_zip as strict
from evidence.bundle.contents import MANIFEST, SIGNATURE
from evidence.bundle.replay import Retell, replay_evidence
from tests.evidence.bundle.built import KEY, bundle, members_of, of_evidence, signed
from tests.histories.golden import load

STRAIGHT = "straight"
SEVERAL = "over_several_runs"
RUN = "history/0001.pb.z"


@dataclass(frozen=True)
class Forgery:
    """What was done, which check finds it, where it says that it is, and a part of what it says."""

    name: str
    make: Callable[[], bytes]
    check: str
    where: str
    says: str
    retell: Retell = replay_evidence


FORGERIES: list[Forgery] = []


def forgery(
    check: str, where: str, says: str, retell: Retell = replay_evidence
) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    """Enters a forgery; its function makes the file."""

    def enter(make: Callable[[], bytes]) -> Callable[[], bytes]:
        FORGERIES.append(Forgery(make.__name__, make, check, where, says, retell))
        return make

    return enter


def without(*names: str) -> bytes:
    """The bundle without these members, all else as it was."""
    return strict.write_zip(
        {name: each for name, each in members_of(bundle(STRAIGHT)).items() if name not in names}
    )


def with_member(name: str, content: bytes) -> bytes:
    """The bundle with another content of that member, all else as it was."""
    return strict.write_zip({**members_of(bundle(STRAIGHT)), name: content})


def with_manifest(change: Callable[[dict[str, Any]], Any]) -> bytes:
    """The bundle with another manifest, signed."""
    members = members_of(bundle(STRAIGHT))
    manifest = json.loads(members[MANIFEST])
    change(manifest)
    now = canonical_json.format_canonical(manifest)
    return strict.write_zip({**members, MANIFEST: now, SIGNATURE: KEY.sign(now).encode()})


def resigned(name: str, content: bytes, of: str = STRAIGHT) -> bytes:
    """The bundle with another content of that member, signed for."""
    return signed({**members_of(bundle(of)), name: content})


def with_events(change: Callable[[list[HistoryEvent]], Any], name: str = STRAIGHT, run: int = 0) -> bytes:
    """Another history of the report's, all else as it was."""
    golden = load(name)[0]
    events = [HistoryEvent.FromString(event.SerializeToString()) for event in golden.runs[run].events]
    change(events)
    runs = list(golden.runs)
    runs[run] = WorkflowHistory(golden.number, events)
    return of_evidence(name, runs=runs)
