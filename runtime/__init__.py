"""What a process needs to run: settings, connections, logs, and the servers that run on one machine.

Nothing here decides on a report or reads what one holds.
"""
