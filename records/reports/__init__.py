"""What the record holds of reports: lists, statistics, messages to send, the search index, gaps.

Facts are not written here; the activity `record` alone writes them, with the SQL function `record_facts`.
"""
