"""Figures and sentences of a plan in the language of the page; nothing here draws."""
