"""The line of the scenario on every page: save, share, rename, compare, remove, and its history."""
