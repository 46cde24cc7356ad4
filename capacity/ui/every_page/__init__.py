"""What stands on every page: its frame and style, the plan that is waited for, the tour, the connection."""
