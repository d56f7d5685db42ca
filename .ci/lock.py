"""Write requirements.lock: what CI installs, each version pinned and each file known by its hash.

pip resolves for the Python that runs this, which is the oldest that sto supports, and is then asked which
files it would take for the newer ones. Nothing is installed. CI runs on Linux, so the files are those for it.

    make lock
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

TOP = Path(__file__).parent.parent
LOCK = TOP / "requirements.lock"
OLDEST, NEWER = "3.11", ("3.12", "3.13", "3.14")
PLATFORMS = ("manylinux_2_17_x86_64", "manylinux2014_x86_64", "manylinux_2_28_x86_64", "linux_x86_64")
INDEX = "https://pypi.org/simple"
HEAD = f"""\
# What CI installs before the tests: made by make lock, on Python {OLDEST}. Do not edit.
# Hashes are those of the files for Linux on x86-64 and Python {OLDEST} to {NEWER[-1]}.
"""


def main() -> None:
    """Ask pip, and write the lock."""
    if sys.version_info[:2] != tuple(map(int, OLDEST.split("."))):
        sys.exit(f"make lock: run it with Python {OLDEST}, the oldest that sto supports")
    found = [each for each in report("--ignore-installed", f"{TOP}[test]") if not is_folder(each)]
    hashes = {name(each): {hash_of(each)} for each in found}
    versions = {name(each): each["metadata"]["version"] for each in found}
    pins = [f"{package}=={version}" for package, version in versions.items()]
    platforms = [word for platform in PLATFORMS for word in ("--platform", platform)]
    for python in NEWER:
        with tempfile.TemporaryDirectory() as nowhere:
            binary = ["--only-binary", ":all:", "--no-deps", "--python-version", python, *platforms]
            for each in report(*binary, "--target", nowhere, *pins):
                hashes[name(each)].add(hash_of(each))
    LOCK.write_text(HEAD + "".join(entry(package, versions[package], hashes[package]) for package in sorted(versions)))


def report(*arguments: str) -> list[dict[str, Any]]:
    """Give what pip would install."""
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--index-url", INDEX, "--report", "-"]
    settings = os.environ | {"PIP_CONFIG_FILE": os.devnull}
    done = subprocess.run([*command, *arguments], env=settings, stdout=subprocess.PIPE, check=True)
    installed: list[dict[str, Any]] = json.loads(done.stdout)["install"]
    return installed


def is_folder(each: dict[str, Any]) -> bool:
    """Tell sto itself."""
    return "dir_info" in each["download_info"]


def name(each: dict[str, Any]) -> str:
    """Give the name in the one spelling that pip compares."""
    return str(each["metadata"]["name"]).lower().replace("_", "-").replace(".", "-")


def hash_of(each: dict[str, Any]) -> str:
    """Give the SHA-256 of the file."""
    return str(each["download_info"]["archive_info"]["hashes"]["sha256"])


def entry(package: str, version: str, hashes: set[str]) -> str:
    """Write one package, as pip reads it."""
    return " \\\n    ".join([f"{package}=={version}", *(f"--hash=sha256:{each}" for each in sorted(hashes))]) + "\n"


if __name__ == "__main__":
    main()
