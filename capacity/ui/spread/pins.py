"""Pins of contracts: a location that ends in a week is renewed or not, its price first, then the pin."""

from __future__ import annotations

import pandas as pd

from capacity.ui.every_page.frame import Answer
from capacity.ui.parts.location_words import location_text
from capacity.ui.plan.pins import PinTable, pins_part

OF_CONTRACTS = PinTable(
    "contracts", "pin_contracts", ("week", "location", "region", "municipality", "type", "places")
)
OF_TOTALS = PinTable("contracts", "pin_totals", ("week", "region", "type", "places"))


def contract_pins_part(answer: Answer, province: str) -> None:
    """The contracts that end in the weeks of the plan, of one province when one is chosen.

    Without a portfolio what ends of a province and type in a week stands for one.
    """
    table = answer.plan.tables["contracts"]
    rows = (table[table.region == province] if province else table).reset_index(drop=True)
    totals = (rows.block == rows.region + "." + rows.type).all()
    pins_part(answer, with_locations(answer, rows), OF_TOTALS if totals else OF_CONTRACTS)


def with_locations(answer: Answer, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with the name of their location as people read it; the municipality by its name."""
    names = answer.view.municipality_names()
    return rows.assign(
        location=[
            location_text(answer, str(block), str(region))
            for block, region in zip(rows.block, rows.region, strict=True)
        ],
        municipality=[names.get(str(code), str(code)) for code in rows.municipality],
    )
