"""A report's facts in the standard forms that other programs read: OCEL 2.0 and W3C PROV-JSON.

Both are made of the facts alone, so that whoever has them can make them again and compare every byte. They
hold codes, numbers, instants and opaque ids, and of what people wrote nothing, not even its commitments.
"""

from evidence.bundle.exports.ocel import ocel
from evidence.bundle.exports.prov import prov

__all__ = ["ocel", "prov"]
