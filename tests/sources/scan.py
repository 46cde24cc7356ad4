"""Reads the program's own code: which parameters it asks for, and which bare numbers stand in it."""

import ast
import re
from pathlib import Path

ASKS = {"number", "term", "term_weeks"}
FREE = {0, 1, -1, 2}
ORDER_CALLS = {"Goal", "duty_terms", "_duty_weeks"}
NAMED = {
    "DECIMALS": "digits that are written",
    "PERCENT": "hundredths in one",
    "RANKS": "order of the duties, not a size",
    "IDLE_HOURS_FACTOR": "how many tolerances still count as nothing",
    "KEPT_CHAINS": "answers kept in memory",
    "BORDER_TIMES": "where a program is solved ahead to start from, not what is in it",
    "NEARER_FROM_TIMES": "from where on another start is taken, not what is in a program",
    "ARRIVALS_TIMES": "where a program is solved ahead to start from, and from where on that start is taken",
    "MOST_STEPS_BETWEEN": "steps of a solve after which it starts elsewhere",
    "MOST_STEPS_FROM_END": "steps of a solve after which it starts elsewhere",
    "APART_TIMES": "how far goals in order are parted where a like program may start",
    "FIRST_OF": "how many paths are solved before others, not what is in them",
    "ROUNDS_END": "how many paths are solved before others, not what is in them",
    "CRUMB": "what chooses among plans that are alike in every goal",
    "MARKS": "values of a checksum of 32 bits",
    "MOST_CORES": "cores that a computation takes",
    "MOST_NEW_ROWS": "share of rows from which a basis is no start for a program",
    "MOST_PIVOTS": "bases through which a change is followed at most",
    "REMEMBERED": "results that a function keeps at most",
    "MOST_TIMES_SEEN": "how far beyond what was seen a search follows a line",
    "MOST_ROUNDS": "times that a program is solved again at most",
    "WEEKS_AROUND": "in which weeks rows are asked for beside those in which one fails",
    "LIKELY": "name of a published quantile",
    "THINKABLE": "name of a published quantile",
    "LOW_END": "name of a published quantile",
    "EUR_SCALE": "millions in a euro",
}
CALENDAR = {("arrivals.py", 7): "days in a week", ("arrivals.py", 52): "whole weeks in a year"}
ABOUT_THE_SOLVER = {"live_model.py", "highs.py", "in_order.py", "goal_weights.py", "stopping.py"}


def asked_ids(text: str) -> set[str]:
    """Regular expressions of the parameter ids a module asks for by name or by an f-string."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and node.args and _name(node.func) in ASKS:
            found |= _patterns(node.args[-1])
        if isinstance(node, ast.Subscript) and _name(node.value) == "parameters":
            found |= _patterns(node.slice)
    return found


def bare_numbers(text: str, file: str) -> list[tuple[int, float]]:
    """Line and value of every number that is neither named as a tolerance nor a matter of order or format."""
    tree = ast.parse(text)
    allowed = {id(part) for node in ast.walk(tree) for part in _excused(node)}
    return [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, int | float)
        and not isinstance(node.value, bool)
        and node.value not in FREE
        and id(node) not in allowed
        and file not in ABOUT_THE_SOLVER
        and (file, node.value) not in CALENDAR
    ]


def modules(folder: Path) -> list[Path]:
    """All modules of a folder, in order."""
    return sorted(folder.rglob("*.py"))


def _name(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _patterns(node: ast.AST) -> set[str]:
    if isinstance(node, ast.IfExp):
        return _patterns(node.body) | _patterns(node.orelse)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return {re.escape(node.value)}
    if isinstance(node, ast.JoinedStr):
        parts = [
            re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+" for part in node.values
        ]
        return {"".join(parts)}
    return set()


def _excused(node: ast.AST) -> list[ast.AST]:
    if isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        names = [part for target in targets for part in getattr(target, "elts", [target])]
        named = node.value is not None and all(_is_constant_name(_name(name)) for name in names)
        return list(ast.walk(node.value)) if named and node.value is not None else []
    if isinstance(node, ast.BinOp):
        return [
            side
            for side, other in ((node.left, node.right), (node.right, node.left))
            if _is_constant_name(_name(other))
        ]
    if isinstance(node, ast.Call):
        excused = [part.value for part in node.keywords if part.arg in {"rank", "decimals"}]
        if _name(node.func) == "round":
            excused += node.args[1:]
        if _name(node.func) in ORDER_CALLS:
            excused += node.args
        return excused
    return []


def _is_constant_name(name: str) -> bool:
    return name in NAMED or (name.isupper() and name.endswith("TOLERANCE"))
