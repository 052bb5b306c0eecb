"""Yearly forms, as routes and pages answer them: whose they are, filing, reading, and the year's list.

What a form holds, and its versions, are in `records.yearly_forms`.
"""
