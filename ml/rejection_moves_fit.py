"""Coefficients of ``ml.rejection_moves``, written by ``python -m bench.recognition_moves_fit --write``.

Fitted on 649 trials of 71 learners, none of them of the held-out part; how the
thresholds were chosen, and all figures, stand in docs/engines-embedded.md.
"""

BIAS = -1.2021
WEIGHTS = {
    "gap": 0.1032,
    "worst": 0.4977,
    "whole": 0.9308,
    "alike": 8.3987,
    "light": 3.6588,
    "count": 0.2838,
    "stretch": -1.5121,
    "size": 0.0027,
}
ACCEPT = 0.9
ACCEPT_STRICT = 0.95
