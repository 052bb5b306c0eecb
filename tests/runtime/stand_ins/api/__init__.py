"""An API that is always ready."""
