"""Method and law, and the manual."""
