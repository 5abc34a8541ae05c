"""``python3 -m im4talkin``: the one command that starts everything, on Linux, macOS and Windows.

This file must be readable by any Python 3, so that an old one gets a sentence instead of a traceback.
"""

import sys

from im4talkin.launcher.pythons import is_supported, wrong_python


def main() -> int:
    if not is_supported(sys.version_info):
        sys.stderr.write(wrong_python(sys.version_info, sys.platform) + "\n")
        return 1
    from im4talkin.launcher.cli import start

    return start(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
