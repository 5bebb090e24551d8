"""Cases and their outcome: a case passes when its check has no problem to tell."""

import time
import traceback

# A broken writer breaks every document; the first few lines tell the story.
SHOWN_PROBLEMS = 8


class Report:
    def __init__(self):
        self.passed = 0
        self.failed = []
        self._group = None

    def group(self, title):
        """Begins a group of cases; closes the one before with its count and time."""
        self._close_group()
        self._group = (title, time.monotonic(), self.passed, len(self.failed))
        print(f"-- {title}", flush=True)

    def record(self, name, problems):
        """Counts one case. `problems` is what the check found: nothing means passed."""
        problems = [str(problem) for problem in problems]
        if not problems:
            self.passed += 1
            return
        self.failed.append(name)
        print(f"   FAILED {name}")
        for problem in problems[:SHOWN_PROBLEMS]:
            print("          " + problem.replace("\n", "\n          "))
        if len(problems) > SHOWN_PROBLEMS:
            print(f"          … and {len(problems) - SHOWN_PROBLEMS} more")

    def check(self, name, function, *arguments):
        """Runs a check as one case; a check that breaks down is a failed case, not the end of the run."""
        try:
            problems = list(function(*arguments) or [])
        except Exception:  # noqa: BLE001 - whatever it was, the case did not pass
            problems = ["the check broke down:\n" + traceback.format_exc(limit=-4).rstrip()]
        self.record(name, problems)
        return not problems

    def close(self):
        """Prints the names of all failed cases, then the count; returns the exit status."""
        self._close_group()
        if self.failed:
            print("\nfailed cases:")
            for name in self.failed:
                print(f"   {name}")
        print(f"\n{self.passed} passed, {len(self.failed)} failed", flush=True)
        return 1 if self.failed or not self.passed else 0

    def _close_group(self):
        if self._group is None:
            return
        title, begun, passed, failed = self._group
        print(
            f"   {self.passed - passed} passed, {len(self.failed) - failed} failed in {time.monotonic() - begun:.1f} s"
        )
        self._group = None
