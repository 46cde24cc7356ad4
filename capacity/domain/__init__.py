"""Types that everything shares: time, parameters, streams, plan tables. No input or output."""
