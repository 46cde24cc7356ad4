"""The scenario: its schema, its file, and what it changes."""
