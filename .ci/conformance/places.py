"""Where things stand: the repository, the installed tools, the scratch folder, the program under test."""

import os
from pathlib import Path

CI = Path(__file__).resolve().parents[1]
ROOT = CI.parent
FIXTURES = ROOT / "fixtures"
TOOLS = CI / "tools"
WORK = CI / "work"
PROGRAM = ROOT / os.environ.get("CARGO_TARGET_DIR", "target") / "release" / "vanthu"

SDK_VALIDATOR = TOOLS / "node_modules" / ".bin" / "ooxml-validator"
INTEGRITY = TOOLS / "venv" / "bin" / "ooxml-integrity"
OFFICE_PROFILE = WORK / "office-profile"
