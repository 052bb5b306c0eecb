"""How the installation runs: whether this process is ready, and what somebody has to see to."""
