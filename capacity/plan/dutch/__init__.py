"""The Dutch chain: its stations, the ways between them, their hands and terms, from data rows."""
