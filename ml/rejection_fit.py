"""Coefficients of ``ml.rejection``, written by ``python -m bench.fit_rejection --write``.

Fitted on 2297 trials of 84 learners, none of them of the held-out part; how
the thresholds were chosen, and all figures, stand in docs/engines-embedded.md.
"""

BIAS = -10.8422
WEIGHTS = {
    "fit": 0.3734,
    "gap": 0.4218,
    "worst": 0.2927,
    "lowest": 0.4513,
    "alike": 8.2160,
    "alike_margin": 3.0718,
    "light": 1.0345,
    "light_margin": 1.6770,
    "outside": -0.3941,
    "slow": 2.4314,
    "read": 10.6919,
}
ACCEPT = 0.34
UNSURE = 0.12
