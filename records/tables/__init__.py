"""The definition of each table as an SQLModel class: columns, defaults, keys, checks and indexes.

Change a table here first, then begin a migration with `make migration name=…`. Migrations also hold what a
model can't express: triggers, functions and views. `tests/records/test_tables.py` fails on any difference.
"""

from records.tables.accesses import AccessRow
from records.tables.answer_templates import AnswerTemplateRow, AnswerTemplateVersionRow
from records.tables.archive import ArchiveAside, Archived, ArchiveGap
from records.tables.audits import AuditReportRow, AuditRow
from records.tables.bulks import BulkItemRow, BulkRow
from records.tables.calendar_feeds import CalendarFeedRow
from records.tables.claims import ClaimRow, ViewerRow
from records.tables.decrees import DecreeRow, Retimed, Retiming
from records.tables.directory import (
    Account,
    Agency,
    AgencyUnit,
    Calendar,
    DirectoryChange,
    DirectoryVersion,
    VacancyRow,
)
from records.tables.drafts import DraftRow
from records.tables.due_history import DueHistoryRow
from records.tables.figures import FigureCount, FigureDue, FigureEntry
from records.tables.keys import (
    KnownSecret,
    KnownSource,
    LimitWindow,
    PinFailures,
    ReportContact,
    ReportKeyRow,
    ReportPin,
)
from records.tables.ledger import LedgerDue, LedgerHead, LedgerKey, LedgerLeaf, LedgerTile
from records.tables.messages import Message
from records.tables.morning_messages import MorningMessageOffRow, MorningMessageRow
from records.tables.open_data import OpenDataSet
from records.tables.operation import ApiProcessRow, Readiness, RecordGap
from records.tables.receptions import ReceptionRow
from records.tables.report import FactRow, Report, ReportText, Superseded
from records.tables.saved_views import SavedViewRow
from records.tables.sessions import SessionRow, SignInRow
from records.tables.successions import SuccessionRow, TransferRow
from records.tables.tasks import Decline, Lapse, Task
from records.tables.yearly_forms import YearlyFormRow

__all__ = [
    "AccessRow",
    "Account",
    "Agency",
    "AgencyUnit",
    "AnswerTemplateRow",
    "AnswerTemplateVersionRow",
    "ApiProcessRow",
    "ArchiveAside",
    "ArchiveGap",
    "Archived",
    "AuditReportRow",
    "AuditRow",
    "BulkItemRow",
    "BulkRow",
    "Calendar",
    "CalendarFeedRow",
    "ClaimRow",
    "Decline",
    "DecreeRow",
    "DirectoryChange",
    "DirectoryVersion",
    "DraftRow",
    "DueHistoryRow",
    "FactRow",
    "FigureCount",
    "FigureDue",
    "FigureEntry",
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
    "MorningMessageOffRow",
    "MorningMessageRow",
    "OpenDataSet",
    "PinFailures",
    "Readiness",
    "ReceptionRow",
    "RecordGap",
    "Report",
    "ReportContact",
    "ReportKeyRow",
    "ReportPin",
    "ReportText",
    "Retimed",
    "Retiming",
    "SavedViewRow",
    "SessionRow",
    "SignInRow",
    "SuccessionRow",
    "Superseded",
    "Task",
    "TransferRow",
    "VacancyRow",
    "ViewerRow",
    "YearlyFormRow",
]
