"""The directory as a CSV file, which loads again and changes nothing."""

import csv
import io
from collections.abc import Iterable, Iterator

from records.directory.accounts import Account
from records.directory.csv_table import COLUMNS
from records.directory.in_memory import Agency, Directory, Unit


def write_directory(directory: Directory) -> str:
    """Agencies, units and accounts, each kind by code, under the columns that a load takes."""
    agencies = directory.agencies()
    units = [unit for agency in agencies for unit in directory.units(agency.code)]
    return write_rows(_list_rows(agencies, units, directory.accounts()))


def write_rows(lines: Iterable[dict[str, str | None]]) -> str:
    """Lines under their columns, ended as RFC 4180 has it."""
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, COLUMNS, restval="")
    writer.writeheader()
    writer.writerows({name: value or "" for name, value in line.items()} for line in lines)
    return stream.getvalue()


def _list_rows(
    agencies: Iterable[Agency], units: Iterable[Unit], accounts: Iterable[Account]
) -> Iterator[dict[str, str | None]]:
    for agency in agencies:
        yield {
            "type": "agency",
            "agency": agency.code,
            "name": agency.name,
            "region": agency.region,
            "approval": _said(agency.approval),
            "active": _said(agency.active),
        }
    for unit in units:
        yield {
            "type": "unit",
            "agency": unit.agency,
            "unit": unit.code,
            "name": unit.name,
            "active": _said(unit.active),
        }
    for account in accounts:
        yield {
            "type": "account",
            "agency": account.agency,
            "unit": account.unit,
            "username": account.username,
            "name": account.name,
            "role": account.role,
            "email": account.email,
            "active": _said(not account.disabled),
        }


def _said(value: bool) -> str:
    return "ya" if value else "tidak"
