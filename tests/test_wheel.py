"""The wheel carries the catalog and the sample, so that sto works from any folder once installed."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

TOP = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """Unpack a freshly built wheel into a folder of its own, as pip would."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, TOP]
    done = subprocess.run(build, capture_output=True, text=True, check=False)
    if "No matching distribution found for hatchling" in done.stderr:
        pytest.skip("the build backend cannot be fetched here")
    assert done.returncode == 0, done.stderr
    (wheel,) = folder.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(folder / "site")
    return folder / "site"


def from_elsewhere(installed, folder, *arguments):
    return subprocess.run(
        [sys.executable, "-P", "-m", "sto_cli", *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_wheel_carries_catalog_sample_and_types(installed):
    names = {str(file.relative_to(installed)) for file in installed.rglob("*") if file.is_file()}

    assert {"sto_cli/py.typed", "sto_cli/catalog/profiles.toml", "sto_cli/catalog/headers/enrolment.csv"} <= names
    assert {"sto_cli/catalog/nl.mo", "sto_cli/catalog/schemas/claims.json"} <= names
    assert {"sto_cli/catalog/small_counts.csv", "sto_cli/catalog/claims/letter.toml"} <= names
    assert len([name for name in names if name.startswith("sto_cli/sample_data/") and name.endswith(".csv")]) == 25


def test_an_installed_sto_reports_on_the_sample_from_another_folder(installed, tmp_path):
    found = from_elsewhere(installed, tmp_path, "report")
    where = from_elsewhere(installed, tmp_path, "inspect", "--sample", "--format", "json").stdout

    assert found.returncode == 0, found.stderr
    assert "Synthetic sample" in found.stdout
    assert str(installed) in where
