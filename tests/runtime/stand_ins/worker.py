"""A worker that does nothing, until it is asked to end."""

import signal


def main() -> None:
    signal.sigwait({signal.SIGTERM})
