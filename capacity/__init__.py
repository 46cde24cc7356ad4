"""Forecasts of arrivals, a plan of procedures and reception places, and the law behind each figure."""

__version__ = "0.1.0"
