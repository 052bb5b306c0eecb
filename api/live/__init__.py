"""Live updates: open pages and programs are told at once that something changed which concerns them.

What a page then shows is read anew by its own route. Reading and deciding do not belong here.
"""
