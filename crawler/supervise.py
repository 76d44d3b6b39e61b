"""`python -m crawler.supervise`: a crawl in the background, ordered by JSON on stdin.

One line of JSON on stdout says what was planned, or why nothing was; then nobody needs to listen any more.
"""

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from crawler.errors import CaifengError
from crawler.jobs.signals import ended_by_term
from crawler.launch import run_crawl
from crawler.resume import Step
from crawler.study import load_study


def main() -> int:
    """Crawl as ordered; returns the exit code."""
    order = json.loads(sys.stdin.read())
    answered = False

    def answer(message: dict[str, object]) -> None:
        nonlocal answered
        if not answered:
            answered = True
            sys.stdout.write(json.dumps(message) + "\n")
            sys.stdout.flush()
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    def planned(run_id: str, steps: Sequence[Step]) -> None:
        answer({"run_id": run_id, "jobs": [step.job.id for step in steps]})

    try:
        with ended_by_term():
            report = run_crawl(
                load_study(Path(order["study"])), only=order["only"], anew=order["anew"], planned=planned
            )
    except CaifengError as error:
        answer({"error": error.message, "hint": error.hint})
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    except KeyboardInterrupt:
        answer({"error": "ended before it began"})
        return 130
    return 0 if report.status == "done" else 1


if __name__ == "__main__":
    sys.exit(main())
