"""Make a release in dist/: wheel, sdist and SBOM, each tried as a user would. Uploads nothing.

The wheel and the sdist are built twice and must have the same bytes. The wheel is installed into empty environments by pip and by uv,
and the sdist by the set-up commands of the README; every `sto` command of the README runs in each.

    make release
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

TOP = Path(__file__).parent.parent
DIST = TOP / "dist"
TOOLS = TOP / ".release"
NEEDED = ("build", "twine", "cyclonedx-bom", "uv")
BLOCKS = re.findall(r"```sh\n(.*?)```", (TOP / "README.md").read_text(encoding="utf-8"), re.DOTALL)
SET_UP = BLOCKS[0]
COMMANDS = [line for block in BLOCKS[1:] for line in block.splitlines() if line.startswith("sto ")]


def main() -> None:
    """Build, compare, describe, check and try."""
    do(sys.executable, "-m", "venv", TOOLS)
    do(TOOLS / "bin" / "pip", "install", "--quiet", *NEEDED)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.rmtree(DIST, ignore_errors=True)
        for out in (DIST, folder / "again"):
            do(TOOLS / "bin" / "python", "-m", "build", "--outdir", out, TOP)
        if sums(DIST) != sums(folder / "again"):
            sys.exit("make release: two builds have other bytes")
        (wheel,), (sdist,) = DIST.glob("*.whl"), DIST.glob("*.tar.gz")
        do(TOOLS / "bin" / "twine", "check", "--strict", wheel, sdist)

        by_pip, by_uv = folder / "by-pip", folder / "by-uv"
        do(sys.executable, "-m", "venv", by_pip)
        do(by_pip / "bin" / "pip", "install", "--quiet", wheel)
        do(TOOLS / "bin" / "uv", "venv", "--quiet", "--python", sys.executable, by_uv)
        do(TOOLS / "bin" / "uv", "pip", "install", "--quiet", "--python", by_uv / "bin" / "python", wheel)
        with tarfile.open(sdist) as archive:
            archive.extractall(folder / "source", filter="data")
        (source,) = (folder / "source").iterdir()
        do("sh", "-c", f"set -e\n{SET_UP}", cwd=source)
        for environment in (by_pip, by_uv, source / ".venv"):
            try_readme(environment / "bin", folder / "tried" / str(environment).replace(os.sep, "_"))

        sbom = DIST / "sbom.cdx.json"
        tool = [TOOLS / "bin" / "cyclonedx-py", "environment", "--output-reproducible", "--gather-license-texts"]
        do(*tool, "--pyproject", TOP / "pyproject.toml", "--output-file", sbom, by_uv / "bin" / "python")
    for file, sha256 in sums(DIST).items():
        print(sha256, file)


def try_readme(programs: Path, folder: Path) -> None:
    """Run the commands of the README in an empty folder, on the sample as `duo/`; the first that fails ends all."""
    folder.mkdir(parents=True)
    (folder / "duo").mkdir()
    for file in (TOP / "sample_data").glob("*.csv"):
        shutil.copy(file, folder / "duo")
    settings = os.environ | {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
    settings.pop("PYTHONPATH", None)
    for line in ("sto-cli --version", *COMMANDS):
        do("sh", "-c", line, cwd=folder, env=settings, stdout=subprocess.DEVNULL)


def sums(folder: Path) -> dict[str, str]:
    """Give the SHA-256 of every file in a folder, by name."""
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(folder.iterdir())}


def do(*command: str | Path, **more: object) -> None:
    """Run a command, and end with its exit code where that is not 0."""
    print("$", *command, flush=True)
    done = subprocess.run([str(word) for word in command], check=False, **more)  # type: ignore[call-overload]  # options of any command
    if done.returncode:
        sys.exit(done.returncode)


if __name__ == "__main__":
    main()
