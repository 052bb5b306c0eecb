"""The procedure, pure: no I/O, no clock, no engine. Everything here is a function of its arguments."""
