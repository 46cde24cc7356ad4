"""Data: sources, refreshes, today's state, and everything that is brought in."""
