"""Running outside programs, several at a time where they do not share state."""

import os
import subprocess
from concurrent.futures import ThreadPoolExecutor


def run(arguments, *, cwd=None, env=None, timeout=300):
    """The finished process with its output as text; one that hangs or cannot start has failed like any other."""
    words = [str(word) for word in arguments]
    try:
        return subprocess.run(
            words,
            cwd=cwd,
            env={**os.environ, **(env or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=timeout,
        )
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(words, -1, "", f"no answer in {timeout} s: {' '.join(words)}")
    except OSError as error:
        return subprocess.CompletedProcess(words, -1, "", f"could not start: {error}")


def each(function, items):
    """`function` over `items` on every core, results in order."""
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 2) as pool:
        return list(pool.map(function, items))


def tail(text, lines=12):
    """The last lines of a program's output, enough to tell what went wrong."""
    return "\n".join(text.strip().splitlines()[-lines:])
