"""The object store: a folder on this machine, or S3 and what speaks like it.

Every object is written whole or not at all, and once it was it survives a crash of the machine.
"""

import asyncio
import os
from collections.abc import Awaitable
from datetime import timedelta
from errno import ELOOP
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import TYPE_CHECKING, ClassVar, Literal, TypeVar
from urllib.parse import urlsplit

from obstore.exceptions import AlreadyExistsError, BaseError, NotFoundError
from obstore.store import LocalStore, S3Store

from evidence.strict_zip import SIZE

if TYPE_CHECKING:
    from obstore.store import ObjectStore, RetryConfig

PATIENCE = 30.0
"""Seconds after which the store is given up."""
RETRIES: "RetryConfig" = {"max_retries": 2, "retry_timeout": timedelta(seconds=20)}

Found = TypeVar("Found")


class StoreAway(Exception):
    """The store can't be reached, or doesn't take or give what it is asked to; the message says why."""

    code: ClassVar[str] = "store_away"


class ForeignObject(StoreAway):
    """What lies in an object's place and is not read, for it is none of ours: it is larger than any, or it is
    no file."""


class Store:
    """Objects by their names, which are ours: paths downwards, in plain ASCII.

    Every method raises StoreAway. `url` is a folder, or `s3://bucket/prefix`; access comes from the variables
    that AWS' own clients read. The store is opened when first asked for.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._opened: ObjectStore | None = None

    async def get(self, name: str) -> bytes | None:
        """The object of that name; null where there is none. Raises ForeignObject, too."""
        return await self._tried(self._get(name))

    async def has(self, name: str) -> bool:
        """Whether there is an object of that name."""
        try:
            await self._tried(self._objects().head_async(name))
        except FileNotFoundError:
            return False
        return True

    async def put(self, name: str, content: bytes, mode: Literal["create", "overwrite"] = "create") -> bool:
        """Writes an object; with `create` it says false, and leaves what is there, where there is one."""
        put = self._objects().put_async(name, content, mode=mode, use_multipart=False)
        try:
            await self._tried(put)
        except FileExistsError:
            return False
        except FileNotFoundError:
            raise StoreAway("there is no such bucket") from None
        if folder := self._folder():
            try:
                await asyncio.to_thread(_synced, folder, folder / name)
            except OSError as error:
                raise StoreAway(f"{name} can't be made to last: {error}") from None
        return True

    async def _get(self, name: str) -> bytes | None:
        objects, folder = self._objects(), self._folder()
        if folder is not None and (await asyncio.to_thread(_is_odd, folder / name)):
            raise ForeignObject(f"{name} is no file")
        try:
            found = await objects.get_async(name)
        except (FileNotFoundError, NotFoundError):
            return None
        if found.meta["size"] > SIZE:
            raise ForeignObject(f"{name} has {found.meta['size']} bytes, which is more than ours have")
        return bytes(await found.bytes_async())

    async def _tried(self, asked: Awaitable[Found]) -> Found:
        try:
            async with asyncio.timeout(PATIENCE):
                return await asked
        except (FileNotFoundError, NotFoundError):
            raise FileNotFoundError from None
        except (FileExistsError, AlreadyExistsError):
            raise FileExistsError from None
        except TimeoutError:
            raise StoreAway("the store does not answer") from None
        except (BaseError, OSError, ValueError) as error:  # the last for a name that is no path
            raise StoreAway(str(error).partition("\n")[0]) from None

    def _objects(self) -> "ObjectStore":
        if self._opened is None:
            try:
                self._opened = _objects_at(self._url)
            except (BaseError, OSError, ValueError) as error:
                raise StoreAway(str(error).partition("\n")[0]) from None
        return self._opened

    def _folder(self) -> Path | None:
        return self._opened.prefix if isinstance(self._opened, LocalStore) else None


def _objects_at(url: str) -> "ObjectStore":
    """The store at that URL. Raises ValueError for a scheme that we don't know, and OSError for a folder that
    can't be made."""
    scheme = urlsplit(url).scheme
    if scheme == "s3":
        # With client options of ours it would not look at those of the environment, AWS_ALLOW_HTTP say.
        return S3Store.from_url(url, retry_config=RETRIES)
    if scheme == "file":
        return LocalStore.from_url(url, mkdir=True)
    if scheme:
        raise ValueError(f"no store is known for {scheme}://; it is a folder or s3://bucket/prefix")
    return LocalStore(Path(url), mkdir=True)


def _is_odd(path: Path) -> bool:
    """Whether it is neither a file nor a folder, so that whoever opens it may wait for ever, or a link to
    itself."""
    try:
        mode = path.stat().st_mode
    except OSError as error:
        return error.errno == ELOOP
    return not S_ISREG(mode) and not S_ISDIR(mode)


def _synced(folder: Path, file: Path) -> None:
    """Waits until the disk has the file and the folders that lead to it."""
    for path in (file, *(each for each in file.parents if each.is_relative_to(folder))):
        number = os.open(path, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
