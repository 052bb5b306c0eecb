"""All measurements, or those named, one JSON line each: `python -m tests.bench [NAME...]`."""

import sys
from collections.abc import Callable

import uvloop

from tests.bench import replay, working_days
from tests.bench.decree import decree
from tests.bench.event_streams import event_streams
from tests.bench.figures import figures
from tests.bench.pages import pages
from tests.bench.straight_way import straight_way
from tests.bench.triggers import triggers

PARTS: dict[str, Callable[[], object]] = {
    "working_days": working_days.main,
    "replay": replay.main,
    "straight_way": lambda: uvloop.run(straight_way()),
    "decree": lambda: uvloop.run(decree()),
    "pages": lambda: uvloop.run(pages()),
    "event_streams": lambda: uvloop.run(event_streams()),
    "figures": lambda: uvloop.run(figures()),
    "triggers": lambda: uvloop.run(triggers()),
}

if unknown := set(sys.argv[1:]) - PARTS.keys():
    sys.exit(f"{', '.join(sorted(unknown))}: not one of {', '.join(PARTS)}")
for name in sys.argv[1:] or PARTS:
    PARTS[name]()
