"""The outside world as workflows see it, one module each."""
