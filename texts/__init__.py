"""What people read: letters, the reporter's timeline and explanations of due days, in Indonesian and English.

Texts take plain values and return text. What looks these values up (database, keys) is elsewhere.
"""
