"""Plan: places, chain, duties, prices, what changed, and a plan that is brought back."""
