"""A plan under uncertainty: few paths stand for many, some decisions are shared, fresh paths judge them."""
