"""Situation: what breaks first and what to do about it, and the decision note."""
