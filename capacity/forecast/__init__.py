"""Models of arrivals, their sample paths and their measured error."""
