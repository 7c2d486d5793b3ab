"""Runs a script of examples/ as its reader would."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from . import service

EXAMPLES = Path(__file__).parents[3] / "examples"
CLIENT = Path(__file__).parents[1]


def run(script: str, home: Path) -> str:
    """What it prints, run in `home`; an AssertionError with all of it where it fails."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(CLIENT),
        "RANGEFINDER_URL": service.URL or "",
        "RANGEFINDER_HOME": str(home),
        "KERAS_BACKEND": "torch",
        "CUDA_VISIBLE_DEVICES": "",
        "OMP_NUM_THREADS": "1",
    }
    command = [sys.executable, "-W", "ignore", str(EXAMPLES / script)]
    ran = subprocess.run(command, cwd=home, env=environment, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout
