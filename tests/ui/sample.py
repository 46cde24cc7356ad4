"""A small plan made by hand, and a service that answers with it: enough for every page, solved nowhere."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise

import numpy as np
import pandas as pd

from capacity.domain.border import BorderMonth
from capacity.domain.bridge import Bridge, Figures
from capacity.domain.chances import Chances
from capacity.domain.commitment import COMMITMENT_COLUMNS
from capacity.domain.moved import Steadiness
from capacity.domain.note import DecisionNote
from capacity.domain.parameters import Parameters
from capacity.domain.plan_result import TABLE_COLUMNS, PlanResult
from capacity.domain.views import QUANTILE_LEVELS, ForecastView, Freshness, SpreadingView
from capacity.report import border_months, border_report, dutch_csv, plan_zip
from capacity.report.note import note_pdf, that_fits
from capacity.scenario import Override, Scenario, Settings, default_scenario, scenario_hash, settings_from_csv
from capacity.service import MunicipalPlan, PlanToAccept, PresentState, ShareCurve, Ticket, ready
from capacity.service.answers.chain import PACE_WEEKS
from capacity.service.beside import Beside
from capacity.service.bridges import BridgeHandle
from capacity.service.first_break import BreakHandle, find_first_to_break
from capacity.service.inputs import load_inputs
from capacity.service.share_points import with_point
from capacity.service.spreading import spreading_view
from capacity.sources.shipped import data_folder, load_parameters
from capacity.texts import Language
from tests.service.inverse_sample import with_inverse

START = date(2026, 11, 23)
WEEKS = 52
MONDAYS = [(START + timedelta(weeks=week)).isoformat() for week in range(WEEKS)]
REGIONS = [f"PV{code}" for code in range(20, 32)]
BORDER, TERRITORY = "border", "territory"
STATIONS: tuple[tuple[str, str, str, float], ...] = (
    ("screening_border", BORDER, "kmar", 24.0),
    ("screening_territory", TERRITORY, "ind_ova", 440.0),
    ("eurodac_capture", TERRITORY, "eurodac_devices", 440.0),
    ("eurodac_transmission", TERRITORY, "eurodac_link", 440.0),
    ("responsibility", "responsibility", "ind_responsibility", 80.0),
    ("decision", "old", "ind_deciders", 180.0),
    ("decision", "normal", "ind_deciders", 60.0),
    ("decision", "accelerated", "ind_deciders", 60.0),
    ("decision", BORDER, "ind_deciders", 20.0),
    ("appeal", TERRITORY, "courts", 120.0),
    ("return_border", BORDER, "dtv_border", 8.0),
    ("departure", TERRITORY, "dtv", 150.0),
    ("housing", "status_holders", "municipalities", 300.0),
)
DEADLINE_WEEKS = 26
LATE_FROM_WEEK = {"decide_normal": 40, "screening_territory": 10}


def frame(table: str, rows: list[tuple[object, ...]]) -> pd.DataFrame:
    """Rows under the columns of one file of the plan folder."""
    return pd.DataFrame(rows, columns=list(TABLE_COLUMNS[table]))


def contract_rows() -> list[tuple[object, ...]]:
    """Two locations that end in one week; the plan renews one of them."""
    return [
        (MONDAYS[8], "PV20", "GM0014", "emergency", "Hal 2", 120.0, 0.0),
        (MONDAYS[8], "PV20", "GM0014", "emergency", "Kade 1", 80.0, 80.0),
    ]


def plan_table(arrivals: float) -> pd.DataFrame:
    rows: list[tuple[object, ...]] = []
    for stage, stream, _, per_week in STATIONS:
        queue = 41000.0 if stream == "old" else 10 * per_week
        rows.append((MONDAYS[0], "NL", stage, stream, "opening_queue", queue, "persons"))
        for week, monday in enumerate(MONDAYS):
            inflow = 0.0 if stream == "old" else per_week * arrivals
            served = per_week
            queue = max(0.0, queue + inflow - served)
            late = 37000.0 - 100 * week if stream == "old" else 0.0
            if stream == "normal":
                late = max(0.0, 25.0 * (week - LATE_FROM_WEEK["decide_normal"]))
            values = (inflow, served, 0.0, 0.0, 0.0, queue, late)
            measures = ("inflow", "served", "unfinished", "diverted", "left", "queue", "over_term")
            rows += [
                (monday, "NL", stage, stream, measure, value, "persons")
                for measure, value in zip(measures, values, strict=True)
            ]
    return frame("plan", rows)


def flows_table() -> pd.DataFrame:
    stages = [(stage, stream, per_week) for stage, stream, _, per_week in STATIONS]
    rows: list[tuple[object, ...]] = []
    for monday in MONDAYS:
        for (stage, stream, persons), (to_stage, to_stream, _) in pairwise(stages):
            rows.append((monday, monday, stage, stream, "served", to_stage, to_stream, persons))
    for out, back in zip(MONDAYS, MONDAYS[DEADLINE_WEEKS:], strict=False):
        rows.append((out, back, "responsibility", "responsibility", "served", "decision", "normal", 20.0))
    return frame("flows", rows)


def pools_tables() -> tuple[pd.DataFrame, pd.DataFrame]:
    used: dict[str, float] = {}
    resources: list[tuple[object, ...]] = []
    for stage, stream, pool, per_week in STATIONS:
        used[pool] = used.get(pool, 0.0) + per_week
        resources += [(monday, pool, "NL", stage, stream, per_week) for monday in MONDAYS]
    pools = [
        (monday, pool, "NL", hours / (0.97 if pool == "ind_deciders" else 0.8), 0.0, 0.0, hours, 0.0)
        for pool, hours in used.items()
        for monday in MONDAYS
    ]
    return frame("pools", pools), frame("resources", resources)


def residents_and_places(
    arrivals: float, housing: float, delay: float
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Regular places grow by 100 a week (12 provinces alike), emergency places by 60 from week 6."""
    residents: list[tuple[object, ...]] = []
    places: list[tuple[object, ...]] = []
    occupancy: list[tuple[object, ...]] = []
    for week, monday in enumerate(MONDAYS):
        total = 72500 + 160 * week * arrivals - 2.4 * housing * week
        regular = 3500 + 10 * max(0.0, week - delay)
        emergency = 2700.0 if week < 6 else 2760.0
        usable = {"regular": regular * 0.96, "emergency": emergency * 0.96, "crisis": 0.0}
        beds = len(REGIONS) * sum(usable.values()) + 2000
        housed = min(total, beds)
        share = housed / beds
        for name, part in (("adults_families", 0.7), ("minors", 0.05), ("status_holders", 0.25)):
            residents.append((monday, name, total * part, housed * part, (total - housed) * part))
        for region in REGIONS:
            available = {"regular": regular, "emergency": emergency, "crisis": 0.0}
            opened = {"regular": 10.0 if week > delay else 0.0, "emergency": 60.0 if week == 6 else 0.0}
            for kind, places_now in available.items():
                is_regular = kind == "regular"
                places.append(
                    (
                        monday,
                        region,
                        kind,
                        (places_now - opened.get(kind, 0.0)) if week == 0 else np.nan,
                        places_now,
                        usable[kind],
                        usable[kind] * share,
                        opened.get(kind, 0.0),
                        0.0,
                        regular if is_regular else 0.0,
                        7000.0 if is_regular else 0.0,
                        7000.0 - regular if is_regular else 0.0,
                    )
                )
                occupancy.append((monday, region, kind, "adults_families", usable[kind] * share))
        intake = (monday, "PV20", "intake", 2000.0 if week == 0 else np.nan)
        places.append((*intake, 2000.0, 2000.0, 2000.0 * share, 0.0, 0.0, 0.0, 0.0, 0.0))
        border = (monday, "PV27", "border", 282.0 if week == 0 else np.nan)
        places.append((*border, 282.0, 282.0, 150.0, 0.0, 0.0, 0.0, 0.0, 0.0))
    return frame("residents", residents), frame("places", places), frame("occupancy", occupancy)


def duties_table(plan: pd.DataFrame, residents: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    rows: list[tuple[object, ...]] = []
    old = plan[(plan.stream == "old") & (plan.measure == "over_term")].value.to_numpy()
    normal = plan[(plan.stream == "normal") & (plan.measure == "over_term")].value.to_numpy()
    beds = residents.groupby("week")[["residents", "housed", "without_bed"]].sum()
    gap = places.groupby("week")[["task", "task_gap"]].sum()
    for week, monday in enumerate(MONDAYS):
        unfinished = 20.0 if week == LATE_FROM_WEEK["screening_territory"] else 0.0
        people = beds.loc[monday]
        task = gap.loc[monday]
        rows += [
            ("screening_border", "SCR 8(3)", "KMar", "NL", monday, 24.0, 24.0, 0.0, ""),
            ("screening_territory", "SCR 8(4)", "IND", "NL", monday, 440.0, 440.0 - unfinished, 0.0, ""),
            ("decide_old", "APR 79(3)", "IND", "NL", monday, 180.0, 0.0, old[week], ""),
            ("decide_normal", "APR 35(4)", "IND", "NL", monday, 60.0, 60.0, normal[week], ""),
            (
                *("beds", "RCD 20(1)", "COA", "NL", monday),
                *(people.residents, people.housed, people.without_bed, ""),
            ),
            ("intake_cap", "Agreement Westerwolde", "COA", "PV20", monday, 1900.0, 1900.0, 0.0, ""),
            (
                *("spreading_task", "Spreidingswet 3", "provinces", "NL", monday),
                *(task.task, task.task - task.task_gap, task.task_gap, ""),
            ),
        ]
    return frame("duties", rows)


def costs_table(places: pd.DataFrame) -> pd.DataFrame:
    price = {"regular": 600.0, "emergency": 1300.0, "crisis": 1300.0, "intake": 600.0, "border": 600.0}
    rows: list[tuple[object, ...]] = [
        (
            row.week,
            row.region,
            "money",
            row.type,
            row.available,
            price[row.type],
            row.available * price[row.type],
        )
        for row in places.itertuples()
    ]
    rows.append((MONDAYS[-1], "NL", "after_solve", "intake_penalty", 10.0, 50000.0, 500000.0))
    return frame("costs", rows)


def sample_plan(scenario: Scenario) -> PlanResult:
    """A plan whose residents follow arrivals and housing, and whose places come late by the delay."""
    arrivals = 1 + scenario.inflow / 100
    plan = plan_table(arrivals)
    pools, resources = pools_tables()
    residents, places, occupancy = residents_and_places(arrivals, scenario.housing, scenario.delay)
    tables = {
        "plan": plan,
        "flows": flows_table(),
        "pools": pools,
        "resources": resources,
        "residents": residents,
        "places": places,
        "contracts": frame("contracts", contract_rows()),
        "occupancy": occupancy,
        "costs": costs_table(places),
        "duties": duties_table(plan, residents, places),
        "prices": frame("prices", []),
    }
    summary = {
        "status": "optimal",
        "snapshot": "20261123T060000-sample",
        "as_of": START.isoformat(),
        "scenario_hash": scenario_hash(scenario),
        "program_version": "0.1.0",
        "law_version": "2026-06-12",
        "assumptions": ["old_stock_min_share"],
        "inputs_needed": ["effort_old", "effort_normal"],
        "cost_eur_by_year": {},
    }
    return PlanResult(
        scenario.name,
        tables,
        summary,
        {},
        scenario.model_dump(mode="json"),
        {},
        {"unexplained_residents": 1500.0, "changed_places": {"NL-FL": 12.0}},
    )


def with_explanations(plan: PlanResult) -> PlanResult:
    """Two prices, repairs of two duties and three owners of a shortfall of 40 person-weeks."""
    sentences = [f"One more {name} saves €{euros}." for name, euros in (("home", 500), ("place", 20))]
    prices = [
        ("money", "municipalities", "NL", MONDAYS[0], 500.0, "EUR", 0.0, 1.0, sentences[0], "Eén huis."),
        ("money", "bed", "NL", MONDAYS[5], 20.0, "EUR", -3.0, np.nan, sentences[1], "Eén plaats."),
    ]
    beds = ("beds", 400.0, 0.0, MONDAYS[9])
    mended = ("decide_normal", 400.0, 0.0, MONDAYS[9])
    repairs = [
        (1, 1, 1, "emergency", "PV24", MONDAYS[9], MONDAYS[5], 40.0, 2.5e6, 2.5e6, *beds, "PV20 PV21"),
        (1, 2, 1, "crisis", "PV20", MONDAYS[9], MONDAYS[8], 30.0, 2e6, 3e6, *beds, "PV22"),
        (1, 2, 2, "crisis", "PV21", MONDAYS[9], MONDAYS[8], 10.0, 1e6, 3e6, *beds, "PV22"),
        (2, 1, 1, "ind_deciders", "NL", MONDAYS[4], MONDAYS[0], 6.0, 3e5, 3e5, *mended, ""),
    ]
    owners = [
        ("residents", "status_holders.housing", "NL", 140.0),
        ("places_now", "regular", "NL", -90.0),
        ("opened", "emergency", "PV20", -10.0),
    ]
    explained = {
        "prices": pd.DataFrame(prices, columns=[*TABLE_COLUMNS["prices"], "sentence_nl"]),
        "repairs": pd.DataFrame(
            repairs,
            columns=[
                *("repair", "choice", "step", "lever", "region", "week", "decide_by", "units"),
                *("eur", "total_eur", "duty", "before", "after", "holds_from", "elsewhere"),
            ],
        ),
        "shortfall": pd.DataFrame(owners, columns=["cause", "what", "region", "person_weeks"]),
    }
    return replace(plan, tables={**plan.tables, **explained})


def sample_chances() -> Chances:
    """Beds with a chance of a third of being short from week 6 on, everything else certain."""
    probability = pd.DataFrame(
        [
            {"duty": duty, "region": "NL", "week": monday, "probability_met": chance if week >= 5 else 1.0}
            for duty, chance in (("beds", 0.37), ("decide_normal", 1.0))
            for week, monday in enumerate(MONDAYS)
        ]
    )
    figures = {"likely": 75000.0, "thinkable": 81000.0, "sized_to": 76000.0, "chance_beds": 0.37}
    figures |= {"without_bed_p10": 0.0, "without_bed_p90": 1250.0, "cost_p10": 3.5e9, "cost_p90": 3.9e9}
    figures |= {"task_gap_p10": 34000.0, "task_gap_p90": 34000.0}
    figures |= {"duties_broken_p10": 3.0, "duties_broken_p90": 5.0}
    figures |= {"worst": 1.0, "fresh_paths": 200.0, "reduced_paths": 12.0, "distance": 0.035, "seed": 1.0}
    for name in (
        "plan_money",
        "paths_money",
        "plan_short",
        "paths_short",
        "value_of_paths",
        "value_of_knowing",
        "regret_plan",
    ):
        figures |= {name: 2e6, f"{name}_low": 1e6, f"{name}_high": 3e6}
    decisions = pd.DataFrame(
        [("PV24", "regular", MONDAYS[44], 40.0, 60.0)], columns=["region", "type", "week", "plan", "paths"]
    )
    return Chances(probability, pd.DataFrame(), decisions, figures)


def _quantiles(mean: float, width: float) -> dict[str, float]:
    return {f"q{level:g}": mean * (1 + width * (level - 0.5) * 2) for level in QUANTILE_LEVELS}


def sample_forecast() -> ForecastView:
    """Five years of history with a yearly wave, two years ahead with growing bands."""
    months = pd.date_range("2021-11-01", periods=60, freq="MS")
    history = pd.DataFrame({"unique_id": "total", "ds": months, "y": [_wave(day) for day in months]})
    monthly = _months_ahead(months[-1])
    weeks = pd.DataFrame(
        {"unique_id": "total_by_week", "ds": pd.date_range(end=START, periods=20, freq="7D"), "y": 830.0}
    )
    history = pd.concat([history, weeks], ignore_index=True)
    return ForecastView(
        history,
        _weeks_ahead(months[-1]),
        monthly,
        _years_ahead(),
        _scores(),
        pd.read_csv(data_folder() / "series" / "mpp_forecasts.csv"),
        **sample_record(history, monthly[monthly.model == "served"]),
    )


def _wave(day: pd.Timestamp) -> float:
    """Persons of a month: a yearly wave."""
    return float(3600 + 500 * np.sin(2 * np.pi * day.month / 12))


def _months_ahead(cutoff: pd.Timestamp) -> pd.DataFrame:
    """Two years of months, bands growing, served and seasonal naive alike."""
    served = pd.DataFrame(
        [
            {"unique_id": "total", "cutoff": cutoff, "ds": day, "model": "served", "mean": _wave(day)}
            | _quantiles(_wave(day), 0.1 + 0.01 * step)
            for step, day in enumerate(pd.date_range("2026-11-01", periods=24, freq="MS"))
        ]
    )
    return pd.concat([served, served.assign(model="seasonal_naive")], ignore_index=True)


def _weeks_ahead(cutoff: pd.Timestamp) -> pd.DataFrame:
    """Two years of weeks, all alike."""
    return pd.DataFrame(
        [
            {"unique_id": "total", "cutoff": cutoff, "ds": day, "model": "served", "mean": 830.0}
            | _quantiles(830.0, 0.2)
            for day in pd.date_range(START, periods=104, freq="7D")
        ]
    )


def _years_ahead() -> pd.DataFrame:
    """Three years, one of them by two models."""
    return pd.DataFrame(
        [
            {"unique_id": "total", "year": year, "model": model, "mean": mean, **_quantiles(mean, 0.25)}
            for year, model, mean in (
                (2026, "served", 43500.0),
                (2027, "served", 41000.0),
                (2027, "last_12", 43000.0),
                (2028, "served", 42000.0),
            )
        ]
    )


def _scores() -> pd.DataFrame:
    """Sharpness and coverage of three models over the first quarter."""
    return pd.DataFrame(
        [
            {"unique_id": "total", "model": model, "horizon_from": 1, "horizon_to": 3, "measure": measure}
            | {"value": value, "low": value * 0.9, "high": value * 1.1, "n": 16}
            for model, crps in (("served", 0.8), ("seasonal_naive", 1.0), ("last_12", 0.95))
            for measure, value in (("crps", crps), ("coverage_80", 0.82))
        ]
    )


def sample_record(history: pd.DataFrame, monthly: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """A year forecast on 1 January 2025 ten per cent too high, and one part of everything else."""
    came = history[(history.unique_id == "total") & (history.ds.dt.year == 2025)]
    track = pd.DataFrame(
        [
            {
                **{"unique_id": "total", "cutoff": pd.Timestamp(2025, 1, 1), "ds": row.ds, "model": model},
                **{"horizon": row.ds.month, "mean": 1.1 * row.y, **_quantiles(1.1 * row.y, 0.3)},
                **{"made": "looking back", "made_at": "", "forecast_hash": ""},
            }
            for row in came.itertuples()
            for model in ("served", "last_12")
        ]
    )
    queue = monthly.assign(unique_id="pact")[
        ["unique_id", "cutoff", "ds", "model", "mean", *_quantiles(1, 1)]
    ]
    nations = [("SY", 0.3), ("rest", 0.7)]
    return {
        "track": track,
        "outcomes": came[["unique_id", "ds", "y"]],
        "official_errors": pd.DataFrame(
            [("I", "2024-04", 2025, 40000.0, 50000.0, 60000.0, 43200.0, 0.157)],
            columns=["round", "publication_date", "year", "low", "mid", "high", "came", "error"],
        ),
        "parts": monthly[["unique_id", "ds"]].assign(level=3600.0, season=monthly["mean"] / 3600.0),
        "nationalities": pd.DataFrame(
            [
                {"stream": "first", "nationality": name, "period": period, "ds": pd.Timestamp(2027, 11, 1)}
                | {"model": model, "mean": share * 20000, **_quantiles(share * 20000, 0.4)}
                for name, share in nations
                for period, model in (("Y", "served"), ("M", "served"), ("M", "theta"))
            ]
        ),
        "alarms": pd.DataFrame(
            [
                {"stream": "total", "rule": "jump", "since": pd.Timestamp(START), "week": pd.Timestamp(START)}
                | {"size": 0.4, "weeks_old": 0, "active": True, "last_week": START.isoformat()}
                | {"holds_until": "2027-01-18", "holds_never": False}
            ]
        ),
        "rates": pd.DataFrame(
            [
                {"measure": "grant_rate", "year": year, "kind": kind, "mean": 0.5, **_quantiles(0.5, width)}
                for year, kind, width in ((2025, "observed", 0.0), (2026, "forecast", 0.4))
            ]
        ),
        "backlog": queue,
        "recognition": pd.DataFrame(
            [
                {"citizen": "TR", "year": 2025.0, "rate": 12.9, "decisions": 60436.0}
                | {"reading": "at_or_below", "kind": "derived", "source": "UNHCR", "note": ""}
            ]
        ),
    }


class Ended(Ticket):
    """A request that ended without a plan."""

    def __init__(self, fault: Exception) -> None:
        self._fault = fault

    @property
    def done(self) -> bool:
        return True

    def wait(self, _seconds: float) -> bool:
        return True

    def result(self) -> PlanResult:
        raise self._fault

    def cancel(self) -> None:
        pass


class SampleService:
    """Answers as the service does, from the sample; counts how often a plan was asked for."""

    def __init__(self) -> None:
        self.asked: list[Scenario] = []
        self.known_chances: Chances | None = None
        self.making: BridgeHandle | None = None
        self.curve: ShareCurve | None = None
        self.search: BreakHandle | None = None
        self._parameters = load_parameters()
        self._settings = settings_from_csv(data_folder() / "settings.csv", self._parameters)

    def settled(self) -> AbstractContextManager[None]:
        return nullcontext()

    def baseline(self) -> PlanResult:
        return sample_plan(default_scenario(self._settings))

    def plan(self, scenario: Scenario) -> PlanResult:
        self.asked.append(scenario)
        return sample_plan(scenario)

    def ask_explained(self, scenario: Scenario, *_: object) -> Ticket:
        return ready(self.explained(scenario))

    def ask_repaired(self, scenario: Scenario, *_: object) -> Ticket:
        return ready(self.explained(scenario))

    def receipt_json(self, result: PlanResult) -> bytes:
        return json.dumps(dict(result.receipt)).encode()

    def ask_inverse(self, scenario: Scenario, question: str, *_: object) -> Ticket:
        return ready(with_inverse(sample_plan(scenario), question))

    def ask(self, scenario: Scenario, *_: object) -> Ticket:
        return ready(self.plan(scenario))

    def explained(self, scenario: Scenario) -> PlanResult:
        return with_explanations(sample_plan(scenario))

    def bridge(self, scenario: Scenario) -> Bridge | None:
        if scenario.inflow == 0:
            return None
        zero, more = {"cost": 0.0, "places": 0.0, "late": 0.0}, {"cost": 5e6, "places": 40.0, "late": -3.0}
        return Bridge(zero, more, {"arrivals": more, "places": zero}, True)

    def freely(self, scenario: Scenario) -> Scenario:
        return scenario.model_copy(update={"change_price": 0.0})

    def steadiness(self, _scenario: Scenario) -> Steadiness | None:
        return Steadiness(100.0, 12.0, 40.0, 3e6)

    def since_last(self) -> tuple[Figures, Figures] | None:
        return None

    def known_bridge(self, scenario: Scenario) -> Bridge | None:
        return self.bridge(scenario) if scenario.inflow else None

    def bridging(self, _scenario: Scenario) -> BridgeHandle | None:
        return self.making

    def find_bridge(self, scenario: Scenario) -> BridgeHandle:
        self.making = Beside(lambda _asked: ready(sample_plan(scenario)), lambda *_: self.bridge(scenario))
        return self.making

    def chances(self, _plan: PlanResult) -> Chances | None:
        return self.known_chances

    def judging(self, _plan: PlanResult) -> None:
        return None

    def known_share_curve(self, _scenario: Scenario) -> ShareCurve | None:
        return self.curve

    def share_curve(self, scenario: Scenario) -> ShareCurve:
        shares = sorted({0.0, scenario.old_share, 100.0})
        pace = load_inputs().parameters.number(PACE_WEEKS)
        self.curve = ShareCurve(
            shares, lambda share: ready(with_point(share, self._at_share(scenario, share), pace))
        )
        return self.curve

    def _at_share(self, scenario: Scenario, share: float) -> PlanResult:
        return self.plan(scenario.model_copy(update={"old_share": share}))

    def breaking(self, _scenario: Scenario) -> BreakHandle | None:
        return self.search

    def find_breaks(self, scenario: Scenario) -> BreakHandle:
        self.search = BreakHandle(
            self.ask,
            lambda plan, tell: find_first_to_break(plan, scenario, self._settings, self.duties(), tell),
        )
        self.search.wait(60)
        return self.search

    def forecast(self) -> ForecastView:
        return sample_forecast()

    def adjusted(self, overrides: Sequence[Override]) -> dict[str, pd.DataFrame]:
        lift = 1 + sum(override.level for override in overrides) / 100
        months = sample_forecast().monthly.query("model == 'served'").drop(columns="model")
        levels = ["mean", *(name for name in months if str(name).startswith("q"))]
        changed = months.assign(**{name: months[name] * lift for name in levels}, model="adjusted")
        both = pd.concat([months.assign(model="machine"), changed], ignore_index=True)
        yearly = both[both.ds == "2027-01-01"]
        return {"monthly": both, "weekly": both, "yearly": yearly}

    def spreading(self, plan: PlanResult, cycle: str) -> SpreadingView:
        return spreading_view(plan, self.baseline(), cycle, START, self._parameters, {})

    def municipal(self, plan: PlanResult, cycle: str) -> MunicipalPlan | None:
        """These plans were made on no state that could be divided."""

    def municipality_names(self) -> dict[str, str]:
        return {}

    def records(self) -> pd.DataFrame:
        return pd.read_csv(data_folder() / "constraints.csv", keep_default_na=False).assign(url="")

    def duties(self) -> pd.DataFrame:
        url = "http://data.europa.eu/eli/reg/2024/1348/oj"
        return pd.read_csv(data_folder() / "duties.csv", keep_default_na=False).assign(url=url)

    def parameters(self) -> Parameters:
        return self._parameters

    def settings(self) -> Settings:
        return self._settings

    def regions(self) -> pd.DataFrame:
        return pd.read_csv(data_folder() / "regions" / "provinces.csv")[["code", "name"]]

    def today(self) -> date:
        return START

    def freshness(self) -> Freshness:
        return Freshness(
            snapshot="20261123T060000-sample",
            as_of=START,
            published_at=datetime(2026, 11, 23, 6, 0),
            plan_start=START,
            state_date=START,
            state_author="sample",
            last_observation=date(2026, 10, 31),
        )

    def present_state(self) -> PresentState:
        nothing = pd.DataFrame(columns=["plan", *COMMITMENT_COLUMNS])
        return PresentState(load_inputs().shipped_state(), None, nothing)

    def decisions(self, _plan: PlanResult, weeks: int) -> pd.DataFrame:
        columns = ["region", "type", "week", "places", "durable", "kind", "valid_from", "decide_by"]
        week = MONDAYS[40]
        rows = [("PV27", "regular", week, 120, 120, "ordered", MONDAYS[0], MONDAYS[0])]
        return pd.DataFrame(rows if weeks else [], columns=columns)

    def to_accept(self, plan: PlanResult, weeks: int) -> PlanToAccept:
        commitments = self.decisions(plan, weeks).drop(columns="decide_by")
        return PlanToAccept(plan.scenario, "hash", "sample", START, commitments)

    def dutch_csv(self, frame: pd.DataFrame) -> bytes:
        return dutch_csv(frame)

    def note_pdf(self, note: DecisionNote) -> bytes:
        return note_pdf(note)

    def note_that_fits(self, note: DecisionNote) -> DecisionNote:
        return that_fits(note)

    def border_months(self, plan: PlanResult) -> list[BorderMonth]:
        return border_months(plan, self._parameters)

    def border_report(self, plan: PlanResult) -> pd.DataFrame:
        return border_report(plan, self._parameters)

    def plan_zip(self, result: PlanResult, language: Language, by: str = "") -> bytes:
        return plan_zip(result, language, {"created_by": by})
