"""From today's state to two linear programs, their solution and its tables."""
