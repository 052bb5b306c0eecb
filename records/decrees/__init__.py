"""Decrees on record, calendars made from them, previews of what they move, and re-timings.

How days are counted belongs in `calendars`. How a report's clock moves belongs in
`workflows.procedure.time`.
"""
