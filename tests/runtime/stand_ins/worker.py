"""A worker that does nothing, until it is asked to end; it refuses its settings where a file says so."""

import os
import signal
from pathlib import Path

from runtime.settings import Settings, SettingsError


class NotPrepared(Exception):
    """Never raised."""


def main(_settings: Settings) -> None:
    if (Path(os.environ["TUNTAS_DATA_DIR"]) / "refuse").exists():
        raise SettingsError("TUNTAS_SMTP_URL: of the test")
    signal.sigwait({signal.SIGTERM})
