"""The record's tables as SQLModel classes: columns and types.

The migrations are what makes them, with indexes, triggers and functions; a test holds the two together.
"""

from records.tables.accesses import AccessRow
from records.tables.archive import ArchiveAside, Archived, ArchiveGap
from records.tables.decrees import DecreeRow, Retimed, Retiming
from records.tables.directory import Account, Agency, AgencyUnit, Calendar, DirectoryVersion, VacancyRow
from records.tables.keys import KnownSecret, KnownSource, LimitWindow, PinFailures, ReportKeyRow
from records.tables.ledger import LedgerDue, LedgerHead, LedgerKey, LedgerLeaf, LedgerTile
from records.tables.receptions import ReceptionRow
from records.tables.report import (
    Decline,
    FactRow,
    Lapse,
    Message,
    Readiness,
    RecordGap,
    Report,
    ReportText,
    Task,
)

__all__ = [
    "AccessRow",
    "Account",
    "Agency",
    "AgencyUnit",
    "ArchiveAside",
    "ArchiveGap",
    "Archived",
    "Calendar",
    "Decline",
    "DecreeRow",
    "DirectoryVersion",
    "FactRow",
    "KnownSecret",
    "KnownSource",
    "Lapse",
    "LedgerDue",
    "LedgerHead",
    "LedgerKey",
    "LedgerLeaf",
    "LedgerTile",
    "LimitWindow",
    "Message",
    "PinFailures",
    "Readiness",
    "ReceptionRow",
    "RecordGap",
    "Report",
    "ReportKeyRow",
    "ReportText",
    "Retimed",
    "Retiming",
    "Task",
    "VacancyRow",
]
