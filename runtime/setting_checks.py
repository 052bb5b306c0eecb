"""What settings may hold. Each check returns the value, or raises ValueError with one line that says what is
wrong, without quoting what may hold a password."""

import ipaddress
import re
from datetime import date
from email.headerregistry import Address
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import ValidationError

HOST_AND_PORT = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^\s:/@\[\]]+):(\d{1,5})")
FROM_FORM = "TUNTAS_MAIL_FROM: an address, like Tuntas <tuntas@example.org>"
IN_URL = re.compile(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+")  # RFC 3986
LONGEST_NAME, LONGEST_URL = 200, 200
MAIL_SCHEMES = ("smtp", "starttls", "smtps")


def policy(name: str) -> str:
    """The name of a shipped policy, or of a file that holds one; its sources beside it, too."""
    from texts.policy_sources import load_sources
    from workflows.procedure.model.policy import load_policy

    try:
        load_sources(load_policy(name), name)
    except ValidationError as error:
        problem = error.errors()[0]
        where = ".".join(map(str, problem["loc"])) or "it"
        more = error.error_count() - 1
        raise ValueError(f"{name}: {where}: {problem['msg']}{f'; {more} more' if more else ''}") from None
    except OSError as error:
        raise ValueError(f"{name}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ValueError(f"{name} is not UTF-8") from None
    return name


def day_of_year(text: str) -> str:
    """A month and a day that every year has, as MM-DD."""
    try:
        date.fromisoformat(f"2025-{text}")
    except ValueError:
        raise ValueError("a day of each year as MM-DD, such as 03-31") from None
    return text


def mail_server(url: str) -> str:
    """A mail server's URL, as `activities.mail_transport` reads it."""
    try:
        parts = urlsplit(url)
        more = parts.path.strip("/") or parts.query or parts.fragment
        is_one = parts.scheme in MAIL_SCHEMES and bool(parts.hostname) and parts.port != 0 and not more
    except ValueError:  # a port that is none, brackets that don't match
        is_one = False
    if not is_one:
        raise ValueError("smtp://, starttls:// or smtps://, then user:password@host:port")
    return url


def sender(text: str) -> str:
    """The address that letters come from, with or without a name before it."""
    try:
        sender_of(text)
    except ValueError as error:
        raise ValueError(str(error).removeprefix("TUNTAS_MAIL_FROM: ")) from None
    return text


def sender_of(text: str) -> Address:
    """The address that letters come from, as `TUNTAS_MAIL_FROM` has it. Raises ValueError."""
    from fields.addresses import sendable
    from fields.text import line

    name, bracket, rest = text.rpartition("<")
    email = rest.removesuffix(">") if bracket else text
    if re.search("[<>]", name):
        raise ValueError(FROM_FORM)
    try:
        return Address(line(name.strip().strip('"')), addr_spec=sendable(email.strip(), dotted=False))
    except ValueError:
        raise ValueError(FROM_FORM) from None


def authority(name: str) -> str:
    """The name that signs letters, in one line."""
    from fields.text import line

    name = line(name)
    if not 0 < len(name) <= LONGEST_NAME:
        raise ValueError(f"a name of 1 to {LONGEST_NAME} characters")
    return name


def pages(url: str) -> str:
    """The address of the pages, which links begin with: nothing in it ends it within a text."""
    told = "https://host/path, without spaces, like https://lapor.example.go.id"
    try:
        parts = urlsplit(url)
        is_web = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
        is_bare = not (parts.query or parts.fragment or "@" in parts.netloc)
        is_one = is_web and is_bare and len(url) <= LONGEST_URL
    except ValueError:  # a port that is none, brackets that don't match
        is_one = False
    if not is_one or not IN_URL.fullmatch(url):
        raise ValueError(told)
    return url


def database(url: str) -> str:
    """Where PostgreSQL is, as libpq reads it."""
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict

    told = "not as libpq reads it, like postgresql://user:password@host:5432/tuntas"
    try:
        ports = str(conninfo_to_dict(url).get("port") or "").split(",")
    except (ProgrammingError, UnicodeError):
        raise ValueError(told) from None
    if any(port and not (port.isascii() and port.isdigit() and 0 < int(port) < 2**16) for port in ports):
        raise ValueError(f"{told}: the port is none")
    return url


def server(address: str) -> str:
    """A server's `host:port`."""
    found = HOST_AND_PORT.fullmatch(address)
    if found is None or not 0 < int(found[2]) < 2**16:
        raise ValueError("host:port, like temporal.example.org:7233")
    return address


def own_address(address: str) -> str:
    """An `IP:port` of this machine to listen on."""
    server(address)
    try:
        ipaddress.ip_address(address.rpartition(":")[0].strip("[]"))
    except ValueError:
        raise ValueError("IP:port, like 0.0.0.0:9464") from None
    return address


def archive(url: str | None, data_dir: Path) -> str:
    """Where finished reports are sealed; a folder by its whole path."""
    parts = urlsplit(url or "")
    if parts.scheme not in {"", "file", "s3"}:
        raise ValueError(f"{parts.scheme}:// is neither a folder nor s3://bucket/prefix")
    if parts.scheme == "s3" and not parts.netloc:
        raise ValueError("s3:// needs a bucket: s3://bucket/prefix")
    return url if url and parts.scheme else str(folder(url or str(data_dir / "archive")))


def folder(path: str) -> Path:
    """A folder, by its whole path; `~` is somebody's home."""
    try:
        return Path(path).expanduser().resolve()
    except RuntimeError as error:  # nobody's home, or links in a circle
        raise ValueError(str(error)) from None
    except OSError as error:
        raise ValueError(f"{path}: {error.strerror}") from None
