"""Coefficients of ``ml.rejection``, written by ``python -m bench.fit_rejection --write``.

Fitted on 1356 trials of 83 learners, none of them of the held-out part; the
figures stand in docs/engines-embedded.md.
"""

BIAS = -10.2817
WEIGHTS = {
    "fit": 1.4098,
    "gap": 0.5298,
    "worst": 0.3301,
    "alike": 12.3186,
    "alike_margin": 7.7594,
    "light": 2.2646,
    "light_margin": 3.5941,
    "outside": -0.8878,
    "slow": 3.1312,
    "read": 10.4483,
}
ACCEPT = 0.5
UNSURE = 0.2
