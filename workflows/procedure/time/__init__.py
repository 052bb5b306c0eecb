"""Clocks: how their days are counted, when they remind and escalate, and why they are due.

Working days come from `calendars`. Nothing here reads a wall clock, and nothing writes a fact: that belongs
in `rules`. Imports: only `model`.
"""
