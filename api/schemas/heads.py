"""The ledger: pages of its heads. Heads, keys, proofs and receipts are answered as the ledger's own forms."""

from evidence.ledger.heads import Head
from fields.answer_fields import Page


class Heads(Page):
    """Signed heads, the newest first."""

    items: list[Head]
