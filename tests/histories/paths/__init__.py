"""The paths that golden histories are recorded of; to import this package enters them all."""

from tests.histories.paths import answering, centre, trouble, waiting

ROOMS = (answering, centre, trouble, waiting)
"""The modules in which paths enter themselves."""
