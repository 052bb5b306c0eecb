"""Why a decree is neither entered nor withdrawn, each with its stable code."""

from typing import ClassVar


class DecreeRefused(ValueError):
    """A decree can't be entered or withdrawn as things stand; `code` says why, stably."""

    code: ClassVar[str] = "decree_refused"


class DecreeConflict(DecreeRefused):
    """Another decree has that number already, or this one was withdrawn."""

    code = "decree_conflict"


class UnknownDecree(DecreeRefused):
    """No decree has that number."""

    code = "unknown_decree"


class DecreeSuperseded(DecreeRefused):
    """Another decree has taken its place; that one is to be withdrawn or superseded."""

    code = "decree_superseded"


class SupersedesOtherReach(DecreeRefused):
    """A decree supersedes one of the same region and agency only."""

    code = "supersedes_other_reach"


class UnknownAgency(DecreeRefused):
    """No such agency in that region."""

    code = "unknown_agency"
