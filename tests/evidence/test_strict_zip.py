"""The strict zip: what is written is read, any program opens it, and nothing else is taken for one."""

import io
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence import strict_zip as strict
from evidence.strict_zip import ZipRefused, read_zip, write_zip

PART = st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,8}", fullmatch=True)
NAMES = st.lists(PART, min_size=1, max_size=3).map("/".join)
MEMBERS = st.dictionaries(NAMES, st.binary(max_size=60), max_size=6)
SAMPLE = {"about.json": b'{"report":"R"}', "facts.json": b"[]", "runs/0001.pb.z": bytes(range(40))}
EPOCH = (1980, 1, 1, 0, 0, 0)


@given(MEMBERS)
def test_what_is_written_is_read(members: dict[str, bytes]) -> None:
    assert read_zip(write_zip(members)) == members


@given(MEMBERS)
def test_the_order_in_which_members_are_given_changes_no_byte(members: dict[str, bytes]) -> None:
    assert write_zip(dict(reversed(members.items()))) == write_zip(members)


@given(MEMBERS)
def test_any_program_opens_it(members: dict[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(write_zip(members))) as opened:
        assert opened.testzip() is None
        assert {name: opened.read(name) for name in opened.namelist()} == members


@given(MEMBERS, st.data())
def test_any_other_byte_is_refused(members: dict[str, bytes], data: st.DataObject) -> None:
    content = bytearray(write_zip(members))
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(ZipRefused):
        read_zip(bytes(content))


@given(MEMBERS, st.data())
def test_a_part_of_it_is_refused(members: dict[str, bytes], data: st.DataObject) -> None:
    content = write_zip(members)
    with pytest.raises(ZipRefused):
        read_zip(content[: data.draw(st.integers(0, len(content) - 1))])


@given(st.binary(max_size=200))
def test_anything_else_is_refused(content: bytes) -> None:
    with pytest.raises(ZipRefused):
        read_zip(b"P" + content)  # an empty zip, which begins so too, takes more than chance


def _library(
    change: Callable[[zipfile.ZipInfo], None] = lambda _: None,
    members: dict[str, bytes] = SAMPLE,
    comment: bytes = b"",
) -> bytes:
    """What Python's own library writes, as near to ours as it can be, but for `change`."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.comment = comment
        for name, body in members.items():
            info = zipfile.ZipInfo(name, EPOCH)
            info.create_system = 0
            info.external_attr = 1  # or else the library puts one of its own
            change(info)
            archive.writestr(info, body)
    return made.getvalue()


def _set(**fields: object) -> Callable[[zipfile.ZipInfo], None]:
    def change(info: zipfile.ZipInfo) -> None:
        for name, value in fields.items():
            setattr(info, name, value)

    return change


def _streamed() -> bytes:
    class Pipe(io.BytesIO):
        def tell(self) -> int:
            raise OSError("a pipe has no position")

    made = Pipe()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(zipfile.ZipInfo("a", EPOCH), b"body")
    return made.getvalue()


def _zip64() -> bytes:
    made = io.BytesIO()
    with (
        zipfile.ZipFile(made, "w") as archive,
        archive.open(zipfile.ZipInfo("a", EPOCH), "w", force_zip64=True) as member,
    ):
        member.write(b"body")
    return made.getvalue()


def _twice() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(zipfile.ZipInfo("a", EPOCH), b"one")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr(zipfile.ZipInfo("a", EPOCH), b"two")
    return made.getvalue()


def _lying(size: int, places: tuple[int, ...] = (18, 22), width: int = 4) -> bytes:
    """One member whose header gives another size than it has, or something else at other places."""
    content = bytearray(write_zip({"a": b"body"}))
    for place in places:
        content[place : place + width] = size.to_bytes(width, "little")
    return bytes(content)


def _named_only() -> bytes:
    """A directory of two members, of which the second isn't there."""
    two, one = write_zip({"a": b"body", "b": b"body"}), len(write_zip({"a": b"body"})) - len(write_zip({}))
    local = one - 46 - len("a")
    return two[:local] + two[2 * local :]


@pytest.mark.parametrize(
    ("content", "where", "what"),
    [
        (b"", "the file", "cut off"),
        (b"not a zip", "the file", "does not begin with a member"),
        (b"#!/bin/sh\n" + write_zip(SAMPLE), "the file", "does not begin with a member"),
        (write_zip(SAMPLE) + b"\0", "the file", "goes on for 1 bytes"),
        (write_zip(SAMPLE)[:-1], "the file", "cut off"),
        (write_zip(SAMPLE) + write_zip(SAMPLE), "the file", "goes on"),
        (_library(comment=b"hello"), "about.json", "no entry in the directory"),
        (write_zip(SAMPLE)[:-2] + b"\x05\0hello", "the file", "comment"),
        (_library(_set(compress_type=zipfile.ZIP_DEFLATED)), "about.json", "compressed"),
        (_library(_set(extra=b"\xca\xfe\0\0")), "about.json", "extra fields"),
        (_library(_set(date_time=(2026, 11, 24, 0, 0, 0))), "about.json", "time stamp"),
        (_library(_set(comment=b"hello")), "about.json", "no entry in the directory"),
        (_library(_set(external_attr=0o777 << 16)), "about.json", "no entry in the directory"),
        (_library(members=dict(reversed(SAMPLE.items()))), "facts.json", "out of order"),
        (_library(members={"/etc/passwd": b""}), "'/etc/passwd'", "absolute"),
        (_library(members={"../up": b""}), "'../up'", "leads out"),
        (_library(members={"a/../../up": b""}), "'a/../../up'", "leads out"),
        (_library(members={"folder/": b""}), "'folder/'", "not a plain name"),
        (_library(members={"a\\b": b""}), "'a\\\\b'", "not a plain name"),
        (_library(members={"n" * 201: b""}), repr("n" * 79 + "…"), "more than 200"),
        (_library(members={"é": b""}), "'Ã©'", "not a plain name"),
        (_streamed(), "a", "data descriptor"),
        (_zip64(), "a", "another version"),
        (_twice(), "a", "twice"),
        (_lying(5), "a", "checksum"),
        (_lying(2**31), "a", "more than there are"),
        (_lying(0xFFFFFFFF), "a", "more than there are"),
        (_lying(5, (18,)), "a", "two sizes"),
        (_lying(2, (6,), width=2), "a", "has flags"),
        (write_zip(SAMPLE)[:20], "the file", "cut off within a member's header"),
        (_named_only(), "the file", "names what isn't there"),
    ],
)
def test_what_is_wrong_is_named(content: bytes, where: str, what: str) -> None:
    with pytest.raises(ZipRefused) as refused:
        read_zip(content)
    assert refused.value.where == where
    assert what in refused.value.what
    assert str(refused.value) == f"{where} {refused.value.what}"


def test_the_library_writes_the_same_members_almost_so() -> None:
    made = _library(_set(external_attr=0))
    assert read_zip(write_zip(SAMPLE)) == SAMPLE
    assert len(made) == len(write_zip(SAMPLE))  # so that each case above differs by what it names


def test_there_are_limits() -> None:
    two, large = write_zip({"a": b"", "b": b""}), write_zip({"a": b"x" * 500})
    with pytest.MonkeyPatch.context() as limits:
        limits.setattr(strict, "MEMBERS", 1)
        limits.setattr(strict, "SIZE", 400)
        for refused, told in (
            (lambda: read_zip(two), "more than 1 members"),
            (lambda: write_zip({"a": b"", "b": b""}), "has 2 members"),
            (lambda: read_zip(large + b"\0"), f"has {len(large) + 1} bytes"),
            (lambda: write_zip({"a": b"x" * 500}), f"has {len(large)} bytes"),
        ):
            with pytest.raises(ZipRefused, match=told):
                refused()


@pytest.mark.parametrize("name", ["", ".", "..", "/a", "a//b", "a/", ".hidden", "a b", "a\n", "a\0"])
def test_no_such_name_is_written(name: str) -> None:
    with pytest.raises(ZipRefused):
        write_zip({name: b""})
