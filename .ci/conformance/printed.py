"""`build --pdf` with the real LibreOffice."""

import shutil
import tempfile
from pathlib import Path

from . import places
from .command import run


def problems(folder):
    """In a folder with accents and spaces in its name, in a locale that this machine may not have."""
    with tempfile.TemporaryDirectory() as scratch:
        here = Path(scratch) / "Báo cáo quý II"
        shutil.copytree(folder, here)
        env = {"LC_ALL": "vi_VN.UTF-8", "XDG_CACHE_HOME": scratch}
        for _ in range(2):  # the second time it is our own file that is written over
            done = run([places.PROGRAM, "build", "--pdf"], cwd=here, env=env)
            made = list(here.glob("*.pdf"))
            if done.returncode or len(made) != 1 or not made[0].read_bytes().startswith(b"%PDF-"):
                yield f"exit status {done.returncode}: {done.stdout}{done.stderr}"
        left = [path.name for path in here.iterdir() if path.name.startswith(".vanthu-")]
        if left:
            yield f"left behind: {left}"
