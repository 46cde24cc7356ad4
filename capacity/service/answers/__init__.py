"""What a plan answers to the questions planners put: figures, a sentence and a chart per question."""

from capacity.service.answers.catalogue import answer, presets
from capacity.service.answers.parts import Asked, Bars, Found, Line, Lines

__all__ = ["Asked", "Bars", "Found", "Line", "Lines", "answer", "presets"]
