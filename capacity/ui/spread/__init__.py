"""Spreading law: tasks and gaps of provinces and municipalities, and the contract calendar."""
