"""Forgeries, each of one thing: most by somebody who has the key and makes all else fit, so that only the
check that looks at this thing can find it. A file for each kind of thing."""

from tests.evidence.bundle.forgeries import histories, ledger, members, record, replays, the_file
from tests.evidence.bundle.forgeries.making import FORGERIES, Forgery

__all__ = ["FORGERIES", "ROOMS", "Forgery"]

ROOMS = (the_file, members, histories, replays, ledger, record)
"""They have entered their forgeries."""
