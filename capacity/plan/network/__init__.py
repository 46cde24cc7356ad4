"""The chain as data: stations, ways between them, who arrives and waits, what a scenario changes."""
