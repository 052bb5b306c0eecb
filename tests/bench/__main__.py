"""All measurements, one JSON line each: `python -m tests.bench`."""

import uvloop

from tests.bench import replay, working_days
from tests.bench.decree import decree
from tests.bench.straight_way import straight_way

working_days.main()
replay.main()
uvloop.run(straight_way())
uvloop.run(decree())
