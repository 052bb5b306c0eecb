"""Clocks, how their days are counted, when they remind and escalate, and why they are due when they are.

Working days come from `calendars`; nothing here reads a wall clock.
"""
