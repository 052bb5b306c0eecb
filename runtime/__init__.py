"""Running Tuntas: settings, connections, logs, and the servers it can bring along."""
