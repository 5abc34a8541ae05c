"""Coefficients of ``ml.rejection``, written by ``python -m bench.fit_rejection --write``.

Fitted on 2297 trials of 84 learners, none of them of the held-out part; the
figures stand in docs/engines-embedded.md.
"""

BIAS = -11.0417
WEIGHTS = {
    "fit": 0.3499,
    "gap": 0.4324,
    "worst": 0.2959,
    "lowest": 0.4494,
    "alike": 8.3444,
    "alike_margin": 3.0762,
    "light": 1.1320,
    "light_margin": 1.6599,
    "outside": -0.3419,
    "slow": 2.4378,
    "read": 10.7471,
}
ACCEPT = 0.34
UNSURE = 0.12
