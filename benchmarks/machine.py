"""What the numbers hold for: the machine, and the version of everything that ran."""

from __future__ import annotations

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = ("sto-cli", "polars", "typer", "rich", "duckdb")


def processor() -> str:
    """Name the processor, from the kernel where it tells."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def memory() -> float:
    """Tell the machine's memory in GB."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9


def describe() -> list[str]:
    """Say it all in two lines."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    versions = [f"Python {platform.python_version()}"]
    for name in PACKAGES:
        try:
            versions.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            versions.append(f"{name} absent")
    machine = f"{processor()}, {cores} cores, {memory():.0f} GB of memory, {platform.system()} {platform.release()}"
    return [f"Machine: {machine}.", f"Versions: {', '.join(versions)}."]
