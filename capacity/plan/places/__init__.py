"""The places as a linear program, whole places and municipalities, and their tables."""
