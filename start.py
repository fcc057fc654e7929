#!/usr/bin/env python3
"""Set up and run Crosslift: `python3 start.py`, and `python3 start.py --help` for the rest.

Needs nothing but Python 3.11 with pip; this file itself is read by older ones too, to say so.
"""

import os
import sys

OLDEST = (3, 11)

if __name__ == "__main__":
    if sys.version_info < OLDEST:
        sys.exit(
            "Crosslift needs Python 3.11 or later, and this is {}.{}. Install a later one, "
            "and start me with it, as in: python3.12 start.py".format(*sys.version_info[:2])
        )
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    sys.dont_write_bytecode = True
    from launch.cli import main

    sys.exit(main(sys.argv[1:]))
