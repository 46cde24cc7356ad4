"""Parts of a page that explain a plan: receipts, repairs, chances, ranges, what binds, values and notes."""
