"""Secrets that a machine makes for itself: files that only their owner can read."""

import base64
import os
import secrets
from contextlib import suppress
from pathlib import Path


class NoSecret(ValueError):
    """A secret that is neither given nor kept, and must not be made."""


def read_or_make_secret(name: str, given: str | None, data_dir: Path, *, make: bool = True) -> bytes:
    """The secret `name`: `given` as base64, else 32 random bytes kept in `data_dir`.

    Raises ValueError, naming the secret, for text that is no base64, a file that others may read, or a folder
    that can't be read or written; and, unless it is to `make` one, NoSecret where there is none.
    """
    fresh = base64.b64encode(secrets.token_bytes(32)).decode() if make else None
    text = given or kept_text(name, data_dir, fresh)
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:  # binascii's, or what other letters than base64's lead to
        raise ValueError(f"TUNTAS_{name.upper()}: not base64") from None


def kept_text(name: str, data_dir: Path, fresh: str | None) -> str:
    """What the secret file `name` holds; `fresh` if it had to be made. Safe when several start at once.

    Raises ValueError for one that can't be read or made, or that others may read; NoSecret without `fresh`.
    """
    path = data_dir / "secrets" / name
    try:
        if not path.exists():
            if fresh is None:
                raise NoSecret(f"TUNTAS_{name.upper()} is not set, and there is no {path}")
            _make(path, fresh)
        if path.stat().st_mode & 0o077:
            raise ValueError(f"TUNTAS_{name.upper()}: {path} can be read by others; make its mode 0600")
        return path.read_text("ascii").strip()
    except UnicodeDecodeError:
        raise ValueError(f"TUNTAS_{name.upper()}: {path} holds no base64") from None
    except OSError as error:
        raise ValueError(f"TUNTAS_DATA_DIR: {error.filename or path}: {error.strerror}") from None


def make_successor(name: str, data_dir: Path) -> bytes:
    """The secret that is to take the place of `name`: made when first asked for, the same until it does."""
    return read_or_make_secret(_next(name), None, data_dir)


def install_successor(name: str, data_dir: Path) -> None:
    """Puts the successor in the place of `name`, which is gone with that."""
    folder = data_dir / "secrets"
    (folder / _next(name)).replace(folder / name)
    _sync(folder)


def _next(name: str) -> str:
    return f"{name}.next"


def _sync(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _make(path: Path, text: str) -> None:
    for folder in (path.parent.parent, path.parent):  # the data's folder too: it holds all histories
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    # A link appears whole or not at all, and only the first of several makers gets to set it.
    with suppress(FileExistsError):
        path.hardlink_to(draft)
    draft.unlink()
    _sync(path.parent)  # what is sealed or signed under a secret must not outlive it in a crash
