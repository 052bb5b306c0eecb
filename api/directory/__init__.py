"""The directory as routes and pages change it: rights, one entry at a time or a file, previews, history.

What is stored and how lines are read belongs in `records.directory`, and so do the same acts as commands.
"""
