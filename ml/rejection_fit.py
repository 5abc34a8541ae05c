"""Coefficients of ``ml.rejection``, written by ``python -m bench.fit_rejection --write``.

Fitted on 2135 trials of 84 learners, none of them of the held-out part; the
figures stand in docs/engines-embedded.md.
"""

BIAS = -12.2127
WEIGHTS = {
    "fit": 1.1061,
    "gap": 0.7536,
    "worst": 0.3946,
    "alike": 12.8012,
    "alike_margin": 8.8488,
    "light": 3.5664,
    "light_margin": 2.1288,
    "outside": -0.7584,
    "slow": 3.2927,
    "read": 11.3671,
}
ACCEPT = 0.5
UNSURE = 0.2
