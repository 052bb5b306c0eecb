"""What lapses by when if nothing happens, and how much is likely to lapse."""
