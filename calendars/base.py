"""The base calendar: what the package `holidays` expects of a year that no decree has settled yet.

The only module that imports `holidays`; nothing that a workflow imports leads here.
"""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType

# The second category holds the days of cuti bersama, on which public offices are closed too.
_CATEGORIES = ("public", "government")


@lru_cache
def national_days(year: int) -> Mapping[date, str]:
    """The national non-working days of `year`, with their Indonesian names."""
    import holidays  # here: it takes long, and most of what knows calendars asks for no base

    return MappingProxyType(
        dict(holidays.country_holidays("ID", years=year, categories=_CATEGORIES, language="id"))
    )
