"""The paths that golden histories are recorded of; to import this package enters them all."""

from tests.histories.paths import answering, centre, succession, trouble, waiting

ROOMS = (answering, centre, succession, trouble, waiting)
"""The modules in which paths enter themselves."""
