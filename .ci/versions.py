"""Run every command under the newest and under the lowest versions of what `sto` needs, each in an environment of its own.

The lowest are those that pyproject.toml allows; pip finds what these need in turn. Asks PyPI; takes minutes.

    make versions
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import tomllib
import venv
from pathlib import Path

TOP = Path(__file__).parent.parent
TESTS = ("tests/test_typer.py", "tests/test_cli.py", "tests/test_api.py")
ALSO = ("pytest", "hypothesis")


def main() -> int:
    """Test both, and name the versions that fail."""
    project = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lowest = [
        f"{found['name']}=={found['version']}"
        for found in (re.match(r"(?P<name>[\w-]+)>=(?P<version>[\d.]+)", need) for need in project["dependencies"])
        if found
    ]
    if len(lowest) != len(project["dependencies"]):
        sys.exit("pyproject.toml: a dependency has no lowest version; write it as name>=version")
    failed = [name for name, pins in {"newest": [], "lowest": lowest}.items() if not works(name, pins)]
    print(f"failed under the {' and the '.join(failed)} versions" if failed else "every command works under both")
    return bool(failed)


def works(name: str, pins: list[str]) -> bool:
    """Install sto with these versions, and run the tests of the command line."""
    with tempfile.TemporaryDirectory(prefix=f"sto-{name}-") as folder:
        venv.create(folder, with_pip=True)
        python = str(Path(folder) / "bin" / "python")
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--editable", str(TOP), *ALSO, *pins], check=True)
        print(f"{name}:", flush=True)
        subprocess.run([python, "-m", "pip", "list", "--format", "freeze", "--exclude-editable"], check=True)
        run = [python, "-m", "pytest", "-q", "-o", "addopts=", "-o", "filterwarnings=", *TESTS]
        return subprocess.run(run, cwd=TOP, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
