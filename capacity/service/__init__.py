"""Use cases: refresh, plan, forecast, backtest. The only layer that wires the others together."""
