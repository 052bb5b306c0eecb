"""The installation in a folder: what it runs with, for commands called beside it, and whether it may be
written to."""

import fcntl
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

LOCK = "lock"
KEPT = "settings.json"


def keep_environment(data_dir: Path, environment: Mapping[str, str]) -> None:
    """Keeps the variables that the servers of `data_dir` run with, for their owner's eyes only."""
    folder = data_dir / "run"
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f".{KEPT}"
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        json.dump(dict(environment), file)
    draft.replace(folder / KEPT)


def running_environment(data_dir: Path) -> dict[str, str]:
    """The variables that the servers of `data_dir` run with; none where they don't run."""
    with suppress(OSError):
        if _is_held(data_dir / "run" / LOCK):
            return kept_environment(data_dir)
    return {}


def kept_environment(data_dir: Path) -> dict[str, str]:
    """The variables that the servers of `data_dir` ran with last; none where none ever did."""
    with suppress(OSError, ValueError):
        read = json.loads((data_dir / "run" / KEPT).read_text("utf-8"))
        return {str(name): str(value) for name, value in read.items()}
    return {}


def _is_held(lock: Path) -> bool:
    with lock.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def require_writable(folder: Path) -> None:
    """Makes the folder where it is missing. Raises ValueError where it can't be made or written to."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ValueError(f"{folder} can't be made: {error.strerror}") from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise ValueError(f"{folder} can't be written to")
