"""What runs here: the version installed and the commit it was built from."""

import os
import subprocess
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path


def _version() -> str:
    try:
        return version("tuntas")
    except PackageNotFoundError:
        return "0"


def _commit() -> str | None:
    """As the image says, else as the checkout does; null where neither knows."""
    if told := os.environ.get("TUNTAS_COMMIT"):
        return told
    if not (Path(__file__).parents[1] / ".git").exists():
        return None
    asked = ["git", "-C", str(Path(__file__).parents[1]), "rev-parse", "--short=12", "HEAD"]
    try:
        answer = subprocess.run(asked, capture_output=True, text=True, timeout=5, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return answer.stdout.strip() or None


VERSION = _version()
COMMIT = _commit()
CODE: Mapping[str, str | None] = {"version": VERSION, "commit": COMMIT}
"""What makes objects and bundles here."""
