"""What could harm is refused without a trace and quickly, and its harmless twin passes.

Process files and expressions through publishing, files through importing, requests through the API as it is served.
"""

import logging
import os
import sys
import tempfile
from pathlib import Path

NEEDS = "database"
FEWEST = 40


def main() -> int:
    """Judge every case; 0 only where all were refused as expected, nothing changed and every twin passed."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crosslift.site.settings")
    import django

    django.setup()
    from crosslift.flows.registry import load_steps
    from proofs import _desk, _hostile_files, _hostile_requests, _hostile_sales
    from proofs._refusals import judge

    logging.disable(logging.ERROR)  # the refusals are told below
    load_steps()
    desk = _desk.build()
    with tempfile.TemporaryDirectory() as folder:
        cases = [*_hostile_files.cases(Path(folder)), *_hostile_sales.cases(desk), *_hostile_requests.cases(desk)]
        verdicts = [judge(case) for case in cases]
    for verdict in verdicts:
        if verdict.fault:
            print(f"  {verdict.case.name}: {verdict.fault}")
    refused = [one for one in verdicts if one.said and one.said == one.case.expected]
    passed = [one for one in verdicts if not one.twin]
    print(
        f"hostile: refused={len(refused)} benign_ok={len(passed)} rows_changed={sum(v.changed for v in verdicts)} "
        f"slowest={max(v.seconds for v in verdicts):.2f}s"
    )
    held = len(refused) == len(passed) == len(verdicts) >= FEWEST
    return 0 if held and not any(v.fault for v in verdicts) else 1


if __name__ == "__main__":
    sys.exit(main())
