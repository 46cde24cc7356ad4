"""Forecast: how many people are likely to come, the track record, and changes by planners."""
