"""A linear program, the live model that solves it, goals in order; nothing here knows what is planned."""
