"""The ledger: pages of its heads. Heads, keys, proofs and receipts are answered as the ledger's own forms."""

from api.schemas.common import Page
from evidence.ledger.heads import Head


class Heads(Page[Head]):
    """Signed heads, the newest first."""
