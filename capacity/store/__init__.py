"""Snapshots: immutable generations of data, forecast and baseline plan."""
