"""One way to write a zip: the same members give the same bytes, and nothing else is read.

Members stand sorted by name, each stored as it is, with the time stamp 1980-01-01 00:00, no flags, no extra
fields, no comments, no zip64; then their directory, then its end. Any program opens such a file. Only
`read_zip` also vouches that it holds nothing but its members: two programs can't see two contents in it.
"""

import re
from collections.abc import Iterator, Mapping
from struct import Struct
from typing import ClassVar
from zlib import crc32

MEMBERS = 10_000
"""How many members a file may have."""
SIZE = 2**28
"""How many bytes a file may have."""
LONGEST_NAME = 200

NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)*")
"""What a member may be called: a path downwards, in plain ASCII."""

LOCAL = Struct("<4s5H3I2H")
CENTRAL = Struct("<4s6H3I5H2I")
END = Struct("<4s4H2IH")
LOCAL_SIGN, CENTRAL_SIGN, END_SIGN = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
VERSION, FLAGS, STORED, TIME, DATE = 20, 0, 0, 0, 0x0021

QUOTED = 80
"""How much of a foreign name an error repeats, in characters."""


class ZipRefused(ValueError):
    """A zip that `write_zip` would not have made: `where` in it (a member's name or `the file`), `what` is
    wrong there."""

    code: ClassVar[str] = "zip_refused"

    def __init__(self, where: str, what: str) -> None:
        super().__init__(f"{where} {what}")
        self.where = where
        self.what = what


def write_zip(members: Mapping[str, bytes]) -> bytes:
    """The one zip of these members. Raises ZipRefused for a name, or a size, that `read_zip` would refuse."""
    held = {name: members[name] for name in sorted(members)}
    if len(held) > MEMBERS:
        raise _the_file(f"has {len(held)} members, of which {MEMBERS} are allowed")
    for name in held:
        _check_name(name)
    content = b"".join([*_bodies(held), _directory(held)])
    if len(content) > SIZE:
        raise _the_file(f"has {len(content)} bytes, of which {SIZE} are allowed")
    return content


def read_zip(content: bytes) -> dict[str, bytes]:
    """The members of a zip that `write_zip` made, sorted by name.

    Raises ZipRefused, naming what is wrong, for any other content: `write_zip` of what is returned is
    `content`, byte for byte.
    """
    if len(content) > SIZE:
        raise _the_file(f"has {len(content)} bytes, of which {SIZE} are allowed")
    members: dict[str, bytes] = {}
    at, last = 0, ""
    while content.startswith(LOCAL_SIGN, at):
        name, begin = _header(content, at)
        if name in members:
            raise ZipRefused(name, "is there twice")
        if name < last:
            raise ZipRefused(name, f"stands after {last}, out of order")
        if len(members) == MEMBERS:
            raise _the_file(f"has more than {MEMBERS} members")
        members[name] = _body(content, at, begin, name)
        at, last = begin + len(members[name]), name
    _check_directory(content[at:], members)
    if write_zip(members) != content:  # each difference has its own name above; this is the promise itself
        raise _the_file("is not what writing its members gives")
    return members


def _the_file(what: str) -> ZipRefused:
    return ZipRefused("the file", what)


def _check_name(name: str) -> None:
    shown = repr(name if len(name) <= QUOTED else name[: QUOTED - 1] + "…")
    if len(name) > LONGEST_NAME:
        raise ZipRefused(shown, f"is a name of more than {LONGEST_NAME} characters")
    if name.startswith("/"):
        raise ZipRefused(shown, "is an absolute name")
    if ".." in name.split("/"):
        raise ZipRefused(shown, "is a name that leads out of its folder")
    if not NAME.fullmatch(name):
        raise ZipRefused(shown, "is not a plain name")


def _header(content: bytes, at: int) -> tuple[str, int]:
    """The name of the member whose header is at `at`, and where its content begins."""
    if len(content) < at + LOCAL.size:
        raise _the_file("is cut off within a member's header")
    _, version, flags, method, time, date, _, packed, size, named, extra = LOCAL.unpack_from(content, at)
    begin = at + LOCAL.size + named
    name = content[at + LOCAL.size : begin].decode("latin-1")  # whatever it is, it can be quoted
    _check_name(name)
    if flags & 8:
        raise ZipRefused(name, "leaves its size to a data descriptor")
    if method != STORED:
        raise ZipRefused(name, "is compressed")
    found = {
        "has flags": flags != FLAGS,
        "asks for another version of the format": version != VERSION,
        "has a time stamp": (time, date) != (TIME, DATE),
        "has extra fields": extra != 0,
        "has two sizes": packed != size,
    }
    for what, wrong in found.items():
        if wrong:
            raise ZipRefused(name, what)
    return name, begin


def _body(content: bytes, at: int, begin: int, name: str) -> bytes:
    checksum, _, size = LOCAL.unpack_from(content, at)[6:9]
    if size > len(content) - begin:
        raise ZipRefused(name, f"says that it has {size} bytes, which is more than there are")
    body = content[begin : begin + size]
    if crc32(body) != checksum:
        raise ZipRefused(name, "is not what its checksum says")
    return body


def _bodies(members: Mapping[str, bytes]) -> Iterator[bytes]:
    for name, body in members.items():
        yield LOCAL.pack(LOCAL_SIGN, VERSION, *_described(name, body), 0)
        yield name.encode("ascii")
        yield body


def _described(name: str, body: bytes) -> tuple[int, ...]:
    return FLAGS, STORED, TIME, DATE, crc32(body), len(body), len(body), len(name)


def _entries(members: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """Each member's entry in the directory."""
    offset = 0
    for name, body in members.items():
        fields = (VERSION, VERSION, *_described(name, body), 0, 0, 0, 0, 0, offset)
        yield name, CENTRAL.pack(CENTRAL_SIGN, *fields) + name.encode("ascii")
        offset += LOCAL.size + len(name) + len(body)


def _directory(members: Mapping[str, bytes]) -> bytes:
    entries = b"".join(entry for _, entry in _entries(members))
    offset = sum(LOCAL.size + len(name) + len(body) for name, body in members.items())
    end = END.pack(END_SIGN, 0, 0, len(members), len(members), len(entries), offset, 0)
    return entries + end


def _check_directory(found: bytes, members: Mapping[str, bytes]) -> None:
    """Raises ZipRefused, naming the first thing that differs, unless `found` is the members' directory."""
    at = 0
    for name, entry in _entries(members):
        if not found.startswith(entry, at):
            raise ZipRefused(name, "has no entry in the directory that says what its own header says")
        at += len(entry)
    end = _directory(members)[at:]
    rest = found[at:]
    if rest.startswith(end):
        if rest != end:
            raise _the_file(f"goes on for {len(rest) - len(end)} bytes after its end")
        return
    if rest.startswith(CENTRAL_SIGN):
        raise _the_file("has a directory that names what isn't there")
    if not rest.startswith(END_SIGN) or len(rest) < len(end):
        raise _the_file("does not begin with a member, or is cut off" if not members else "is cut off")
    raise _the_file("has a comment" if rest[20:22] != b"\0\0" else "has an end that miscounts its directory")
