"""What reports count as in figures: each report's entries, a pure function of its facts.

`entries.list_entries` yields them, `measures` names what they count. Nothing here adds anything up.
"""
