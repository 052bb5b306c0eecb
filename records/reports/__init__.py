"""What the record holds of reports: lists and figures, messages to send, the search index, gaps.

Facts are written by the record activity alone, through the database function `record_facts`.
"""
