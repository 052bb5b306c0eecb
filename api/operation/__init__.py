"""How the installation runs: whether this process is ready, and what somebody has to see to.

Figures of reports do not belong here: whoever runs the installation is shown none of them.
"""
