"""For every reader an answer with each fault that the checks of figures must find."""

from datetime import date

from werkzeug import Response

from .answers import (
    MEASURES,
    cbs_codes,
    cbs_observations,
    cbs_row,
    decisions_table,
    eurostat_cube,
    ministry_item,
    ministry_page,
    pending_table,
    rates_table,
)

CBS, EUROSTAT, MINISTRY = "cbs_asylum_requests", "eurostat_applicants", "ministry_weekly_inflow"
DECISIONS, PENDING, RATES = "eurostat_decisions", "eurostat_pending", "eurostat_recognition_rates"
FIRST_ANSWER = {
    CBS: "measures",
    EUROSTAT: "eurostat",
    DECISIONS: "decisions",
    PENDING: "pending",
    RATES: "rates",
    MINISTRY: "ministry",
}
"""What each reader asks for first."""
BAD = {
    "shape": {
        CBS: ("observations", {"value": [{"Measure": "M002", "Nationaliteit": "T001059"}]}),
        EUROSTAT: ("eurostat", {"structure": {}}),
        DECISIONS: ("decisions", {**decisions_table(), "id": ["decision", "time"]}),
        PENDING: ("pending", {**pending_table(), "dimension": {}}),
        RATES: ("rates", {**rates_table({"SY": 36.0}), "size": [1]}),
        MINISTRY: ("ministry", ministry_page()),
    },
    "no_figures": {
        CBS: ("observations", {"value": []}),
        EUROSTAT: ("eurostat", eurostat_cube({"2026-05": None})),
        DECISIONS: ("decisions", {**decisions_table(), "value": {}}),
        PENDING: ("pending", {**pending_table(), "value": {}}),
        RATES: ("rates", rates_table({"TOTAL": 35.0})),
        MINISTRY: ("ministry", ministry_page(ministry_item(13, published=date(2023, 4, 3)))),
    },
    "wrong_unit": {
        CBS: ("measures", cbs_codes(MEASURES, unit="x 1 000")),
        EUROSTAT: ("eurostat", eurostat_cube({"2026-05": 2}, unit="THS_PER")),
        DECISIONS: ("decisions", decisions_table(unit="THS_PER")),
        PENDING: ("pending", pending_table(unit="PC")),
        RATES: ("rates", rates_table({"SY": 36.0}, unit="PER")),
        MINISTRY: ("ministry", ministry_page(ministry_item(30, "0,9 duizend"))),
    },
    "future": {
        CBS: ("observations", cbs_observations(("2027MM01",))),
        EUROSTAT: ("eurostat", eurostat_cube({"2026-05": 1, "2026-12": 9})),
        DECISIONS: ("decisions", decisions_table(("2026-Q2", "2027-Q1"))),
        PENDING: ("pending", pending_table(("2026-05", "2026-12"))),
        RATES: ("rates", rates_table({"SY": 36.0}, ("2025", "2027"))),
        MINISTRY: (
            "ministry",
            ministry_page(ministry_item(30), ministry_item(50, published=date(2026, 12, 14))),
        ),
    },
    "impossible": {
        CBS: ("observations", {"value": [cbs_row(1, "M002", "NAT9444", "2026MM01", -7.0)]}),
        EUROSTAT: ("eurostat", eurostat_cube({"2026-05": -5})),
        DECISIONS: ("decisions", decisions_table(positive=-1)),
        PENDING: ("pending", pending_table(persons=float("inf"))),
        RATES: ("rates", rates_table({"SY": -0.1})),
        MINISTRY: ("ministry", ministry_page(ministry_item(30, "-900"))),
    },
}
"""The answer by fault and reader, with the name of what it takes the place of."""


def half(answer: Response) -> Response:
    """An answer that was cut off in the middle."""
    whole = answer.get_data()
    return Response(whole[: len(whole) // 2], content_type=answer.content_type)
