"""The account that servers run under which refuse to be root, and the way to their files."""

import os
import pwd
from pathlib import Path
from typing import TypedDict


class RunAs(TypedDict, total=False):
    """What `subprocess` takes to start a child under another account."""

    user: int
    group: int
    extra_groups: list[str | int]


def server_account() -> str | None:
    """Nobody, when we are root; null, when the server may run as ourselves."""
    return "nobody" if os.geteuid() == 0 else None


def run_as(account: str | None) -> RunAs:
    """How `subprocess` starts a child as `account`; nothing special for null."""
    if account is None:
        return {}
    entry = pwd.getpwnam(account)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def own_folder(folder: Path) -> None:
    """Make `folder` the server account's alone. Raises PermissionError where it is somebody else's."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    owner = pwd.getpwnam(name).pw_uid if (name := server_account()) else os.geteuid()
    if folder.is_symlink() or folder.stat().st_uid not in {owner, os.geteuid()}:
        raise PermissionError(f"{folder} belongs to somebody else")
    os.chown(folder, owner, -1)
    folder.chmod(0o700)


def let_pass(*paths: Path) -> None:
    """Let the server account through to its files: started by root, it has to cross root's own folders."""
    if server_account() is None:
        return
    for parent in {parent for path in paths for parent in path.parents}:
        mode = parent.stat().st_mode
        if not mode & 0o001:
            parent.chmod(mode | 0o001)  # through, without seeing what else is there


def let_read(folder: Path) -> None:
    """Let the server account read programs that were installed under a strict umask."""
    if server_account() is None or folder.stat().st_mode & 0o005 == 0o005:
        return
    for path in (folder, *folder.rglob("*")):
        mode = path.stat().st_mode
        path.chmod(mode | (0o005 if mode & 0o100 else 0o004))
