"""A national decree on many open reports: previewed, applied while the worker is killed twice, withdrawn.

    python -m tests.bench.decree          # BENCH_REPORTS=10000

Every clock is accounted for, as in `tests/activities/retiming`; what is measured is how people's
decisions fare.
"""

import os
from statistics import quantiles

import uvloop

from tests.activities.retiming.scene import scene
from tests.activities.retiming.story import story
from tests.bench.straight_way import print_line

REPORTS = int(os.environ.get("BENCH_REPORTS", "10000"))
DECISIONS = 300
"""On the idle system; meanwhile one follows the other, as long as it takes."""


async def decree() -> None:
    """Prints seconds, and the ratio of a decision's p99 meanwhile to that of the idle system."""
    async with scene() as system:
        told = await story(system, reports=REPORTS, decisions=DECISIONS)
    idle, meanwhile = quantiles(told.idle, n=100), quantiles(told.meanwhile, n=100)
    print_line(
        bench="decree",
        reports=REPORTS,
        affected=told.affected,
        preview_s=round(told.preview_s, 1),
        applied_s=round(told.applied_s, 1),
        withdrawn_s=round(told.withdrawn_s, 1),
        idle_p50_ms=round(idle[49] * 1000, 1),
        idle_p99_ms=round(idle[98] * 1000, 1),
        meanwhile_p50_ms=round(meanwhile[49] * 1000, 1),
        meanwhile_p99_ms=round(meanwhile[98] * 1000, 1),
        p99_ratio=round(meanwhile[98] / idle[98], 2),
        decisions_meanwhile=len(told.meanwhile),
    )


if __name__ == "__main__":
    uvloop.run(decree())
