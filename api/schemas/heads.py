"""The ledger: pages of its heads. Heads, keys, proofs and receipts are answered as the ledger's own forms."""

from evidence.ledger.heads import Head
from fields.written import Page


class Heads(Page):
    """Signed heads, the newest first."""

    items: list[Head]
