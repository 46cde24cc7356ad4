"""The chain as a linear program, its goals in order, and its solution as weekly numbers and tables."""
