"""What a plan answers to the questions planners put: figures, a sentence and a chart per question."""

from capacity.service.answers.beds import on_ind_basis
from capacity.service.answers.catalogue import INVERSE_RUN, answer, is_inverse, presets
from capacity.service.answers.parts import Asked, Bars, Found, Line, Lines

__all__ = [
    "INVERSE_RUN",
    "Asked",
    "Bars",
    "Found",
    "Line",
    "Lines",
    "answer",
    "is_inverse",
    "on_ind_basis",
    "presets",
]
