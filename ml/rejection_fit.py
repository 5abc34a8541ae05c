"""Coefficients of ``ml.rejection``. Written by ``python -m bench.fit_rejection --write``."""

BIAS = -4.0
WEIGHTS = {"light": 4.0, "alike": 4.0, "alike_margin": 8.0}
ACCEPT = 0.5
UNSURE = 0.25
