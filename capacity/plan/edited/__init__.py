"""A plan as somebody edited it: every other decision held, and which limits then break."""
