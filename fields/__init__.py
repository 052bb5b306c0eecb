"""What fields may hold, by one rule wherever they come in or leave: text, names, e-mail addresses, telephone
numbers. Each rule takes what was written and returns the form that is kept, or raises ValueError, whose
message says what the field must be and never repeats what was written."""
