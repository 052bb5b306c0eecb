"""What an input field may hold, one rule per kind: text, names, e-mail addresses, telephone numbers,
tracking numbers.

A rule returns the form that is stored, or raises ValueError with a message that never repeats the input.
Which fields a request has does not belong here.
"""
