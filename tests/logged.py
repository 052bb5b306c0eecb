"""What the product logs, as the operator reads it: the rendered lines of this process."""

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from runtime import logs


@dataclass(frozen=True)
class Logged:
    """What was written so far."""

    stream: io.StringIO

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Each line, as JSON has it."""
        return [json.loads(line) for line in self.stream.getvalue().splitlines()]

    def of(self, event: str) -> list[dict[str, Any]]:
        """The lines that say so."""
        return [line for line in self.lines if line["event"] == event]


@contextmanager
def logged() -> Iterator[Logged]:
    """Has the root logger write lines as `logs.configure` has them, as long as the block runs."""
    stream = io.StringIO()
    handler = logs.make_handler("tests", stream)
    logging.getLogger().addHandler(handler)
    try:
        yield Logged(stream)
    finally:
        logging.getLogger().removeHandler(handler)
