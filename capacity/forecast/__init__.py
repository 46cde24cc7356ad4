"""Arrivals as distributions: served method, yardsticks, challengers, backtest, the Dutch streams."""

from capacity.forecast.alarms import alarms
from capacity.forecast.backlog import Desk, Line, backlog_view
from capacity.forecast.backtest import backtest, short_series
from capacity.forecast.checks import check_panel
from capacity.forecast.dutch import DutchForecast, dutch_forecast, year_middle
from capacity.forecast.nationalities import SharePaths, week_shares
from capacity.forecast.override_views import adjusted_views
from capacity.forecast.overrides import Mix, mean_mix, overridden
from capacity.forecast.panel import ALL_MODELS, WEEKLY_MODELS, Model, PanelForecast, forecast_panel
from capacity.forecast.rates import rate_forecasts
from capacity.forecast.shocks import shock_library
from capacity.forecast.track import (
    AT_THE_TIME,
    TRACK_COLUMNS,
    TrackRecord,
    official_errors,
    track_scores,
)

__all__ = [
    "ALL_MODELS",
    "AT_THE_TIME",
    "TRACK_COLUMNS",
    "WEEKLY_MODELS",
    "Desk",
    "DutchForecast",
    "Line",
    "Mix",
    "Model",
    "PanelForecast",
    "SharePaths",
    "TrackRecord",
    "adjusted_views",
    "alarms",
    "backlog_view",
    "backtest",
    "check_panel",
    "dutch_forecast",
    "forecast_panel",
    "mean_mix",
    "official_errors",
    "overridden",
    "rate_forecasts",
    "shock_library",
    "short_series",
    "track_scores",
    "week_shares",
    "year_middle",
]
