from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import unittest
import venv
from pathlib import Path

import rangefinder

CLIENT = Path(__file__).parent.parent

# setuptools changes sys.argv
BUILD = "import sys; what, to = sys.argv[1:]; from setuptools import build_meta as b; getattr(b, f'build_{what}')(to)"


def run(*command: object, cwd: Path = CLIENT) -> str:
    environment = {**os.environ, "PYTHONPATH": "", "PYTHONDONTWRITEBYTECODE": "1"}
    ran = subprocess.run([str(part) for part in command], cwd=cwd, env=environment, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


class DistributionTests(unittest.TestCase):
    """Built without a network, by the setuptools of this Python."""

    def test_wheel_and_sdist_hold_the_package_and_install(self) -> None:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            run("cp", "-r", CLIENT, folder / "client")
            version = rangefinder.__version__
            run(sys.executable, "-c", BUILD, "sdist", folder, cwd=folder / "client")
            (sdist,) = folder.glob(f"rangefinder[-_]client-{version}.tar.gz")
            run(sys.executable, "-m", "tarfile", "-e", sdist, folder / "unpacked")
            (unpacked,) = (folder / "unpacked").iterdir()
            run(sys.executable, "-c", BUILD, "wheel", folder, cwd=unpacked)  # so that the sdist has all that this takes
            wheel = folder / f"rangefinder_client-{version}-py3-none-any.whl"
            packed = run(sys.executable, "-m", "zipfile", "-l", wheel), run(sys.executable, "-m", "tarfile", "-l", sdist)
            for source in [*(CLIENT / "rangefinder").rglob("*.py"), CLIENT / "rangefinder" / "py.typed"]:
                for listed in packed:
                    self.assertIn(str(source.relative_to(CLIENT)), listed)
            venv.create(folder / "installed", with_pip=False)
            python = folder / "installed" / "bin" / "python"
            site = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip()
            run(sys.executable, "-m", "zipfile", "-e", wheel, site)
            said = run(python, "-c", "import rangefinder; print(rangefinder.__version__, rangefinder.__file__)", cwd=folder)
            self.assertTrue(said.startswith(f"{version} {site}"), said)
            self.assertIn("range-test", run(python, "-m", "rangefinder", "--help", cwd=folder))


if __name__ == "__main__":
    unittest.main()
