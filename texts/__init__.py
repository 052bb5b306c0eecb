"""What people read: letters, the reporter's timeline, explanations of due days, in Indonesian and English.

Texts take plain values and return text. Looking values up (database, keys) does not belong here.
"""
