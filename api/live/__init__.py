"""Live updates: open pages and programs are told at once that something changed which concerns them."""
