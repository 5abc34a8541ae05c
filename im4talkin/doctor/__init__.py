"""``python -m im4talkin doctor``: is this installation well? In plain sentences, with an exit code."""
