"""A report's facts in the standard forms that other programs read: OCEL 2.0 and W3C PROV-JSON.

Both are made from the facts alone, so a reader can make them again and compare every byte. They hold codes,
numbers, instants and opaque ids. What people wrote does not belong in them, not even as commitments.
"""

from evidence.bundle.exports.ocel import ocel
from evidence.bundle.exports.prov import prov

__all__ = ["ocel", "prov"]
