"""Arrivals as distributions: served method, yardsticks, challengers, backtest, the Dutch streams."""

from capacity.forecast.backtest import backtest, short_series
from capacity.forecast.checks import check_panel
from capacity.forecast.dutch import DutchForecast, dutch_forecast
from capacity.forecast.override_views import adjusted_views
from capacity.forecast.overrides import overridden
from capacity.forecast.panel import ALL_MODELS, WEEKLY_MODELS, PanelForecast, forecast_panel
from capacity.forecast.shocks import shock_library

__all__ = [
    "ALL_MODELS",
    "WEEKLY_MODELS",
    "DutchForecast",
    "PanelForecast",
    "adjusted_views",
    "backtest",
    "check_panel",
    "dutch_forecast",
    "forecast_panel",
    "overridden",
    "shock_library",
    "short_series",
]
