"""Where locations lie: totals that agree, and locations that join nothing counted and named."""

import csv
import json
from pathlib import Path

import pytest

from sto_cli.reading.load import load, sample_folder
from tests.drawing import HINT, run, write
from tests.generated import draw_pupils, write_pupils

DUO = Path(__file__).parents[2] / "shared" / "duo"
has_duo = pytest.mark.skipif(not DUO.is_dir(), reason="the real DUO files are not part of the project, and not here")

PUPILS = """
location  track  profile  3 boys
00AA00    BB     PIE      20
00AA01    BB     D&P      30
00BB00    BB     PIE      10
00BB00    BB     Groen    40
"""
REGIONS = "location,region\n00AA00,Noord\n00AA01,Zuid\n00BB00,Noord\n"


OF_VMBO = """
location  track   profile  2 boys  3 boys  4 girls
00AA00    BB      PIE      0       20      0
00AA01    TL      -        0       0       1
00BB00    KB      Groen    0       40      0
00CC00    GL      D&P      0       5       0
00DD00    havo    -        0       0       9
00EE00    brugjaar  -      9       0       0
"""


@pytest.fixture
def folder(tmp_path):
    write_pupils(tmp_path, draw_pupils(PUPILS))
    return tmp_path


def rows(*arguments):
    found = run(*arguments, "--format", "csv")
    assert found.code == 0, found.err
    return list(csv.DictReader(found.out.splitlines())), found.err


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_the_share_of_a_region_of_ones_own(folder, delimiter):
    """Noord has 20 + 10 of 20 + 10 + 40 pupils, Zuid none of 30."""
    write(folder / "regios.csv", REGIONS.replace(",", delimiter))
    found, err = rows("technical-share", folder, "--by", "sto_region")
    assert [(row["sto_region"], row["numerator"], row["denominator"]) for row in found] == [
        ("Noord", "30", "70"),
        ("Zuid", "0", "30"),
    ]
    assert "not in this file" not in err


def test_a_location_that_the_table_lacks_is_counted_and_named(folder):
    """00BB00 has 50 of the 100 pupils: they stand under unknown, and the total stays 100."""
    write(folder / "regios.csv", REGIONS.replace("00BB00,Noord\n", ""))
    found, err = rows("pupils", folder, "--by", "sto_region")
    assert {row["sto_region"]: row["value"] for row in found} == {"Noord": "20.0", "Zuid": "30.0", "unknown": "50.0"}
    assert "1 location with pupils has no place in this file and counts as 'unknown': 00BB00." in err


@pytest.mark.parametrize(
    ("asked", "is_told"),
    [
        ("technical-share --by sto_region", True),
        ("technical-share --by province", False),
        ("match 50% --indicator technical-share", False),
        ("match 1 --indicator profile-count", True),
        ("report --years", False),
        ("check letter", False),
    ],
)
def test_what_a_table_of_places_lacks_is_told_where_that_is_asked_for(folder, asked, is_told):
    """A count of profiles may be one of STO regions."""
    write(folder / "regios.csv", REGIONS.replace("00BB00,Noord\n", ""))
    assert ("has no place in this file" in run(*asked.split(), folder).err) == is_told


def test_where_keeps_one_place(folder):
    write(folder / "regios.csv", REGIONS)
    found, _ = rows("pupils", folder, "--where", "sto_region=noord")
    assert [row["value"] for row in found] == ["70.0"]


def test_regions_are_counted_with_the_locations_that_have_one_and_the_others_are_named(tmp_path):
    """Noord has 00AA00 and 00BB00, Zuid 00AA01; 00CC00 has none. Havo of 00DD00, grade 2 of 00EE00 and 00FF00 without pupils are no vmbo."""
    write_pupils(tmp_path, draw_pupils(OF_VMBO))
    write(tmp_path / "regios.csv", "location,region\n00AA00,Noord\n00AA01,Zuid\n00BB00,noord\n00FF00,Oost\n")
    found, _ = rows("profile-counts", tmp_path, "--definition", "sto-regions")
    assert {row["part"]: row["value"] for row in found} == {"regions": "2.0", "covered": "3.0", "vmbo": "4.0"}
    shown = run("profile-counts", tmp_path, "--definition", "sto-regions")
    assert "Without a region in 2019-2020: 00CC00 School." in shown.out
    claim = "[[claim]]\nid = '{0}'\nprinted = '{1}'\nindicator = 'profile_count'\ndefinition = 'sto-regions'\npart = '{0}'\nyear = '2019-2020'\ndefinition_basis = 'stated'\n"
    claims = [claim.format(*each) for each in (("regions", "2"), ("covered", "3"), ("vmbo", "5"))]
    write(tmp_path / "claims.toml", "[source]\ntitle = 'Nota'\n" + "".join(claims))
    verdicts = json.loads(run("check", tmp_path / "claims.toml", tmp_path, "--format", "json").out)["checks"]
    assert [check["verdict"] for check in verdicts] == ["confirmed", "confirmed", "contradicted"]
    listed, _ = rows(
        "profile-counts", tmp_path, "--definition", "sto-regions", "--by", "location", "--where", "sto_region=unknown"
    )
    assert {row["location"] for row in listed if row["value"] == "1.0"} == {"00CC00"}
    refused = run("profile-counts", tmp_path, "--definition", "sto-regions", "--flows")
    assert "--flows: definition sto-regions counts no profiles on offer; choose another." in refused.err
    (tmp_path / "regios.csv").unlink()
    refused = run("profile-counts", tmp_path, "--definition", "sto-regions")
    assert refused.err.endswith(
        "gives the sto_region of a location; add a table with the columns location and region.\n"
    )


@pytest.mark.parametrize(
    ("column", "source"),
    [
        ("municipality", "DUO's file 02, the addresses of all locations"),
        ("rmc", "DUO's file 02, the addresses of all locations"),
        ("labour_market_region", "DUO's file 02, the addresses of all locations"),
        ("sto_region", "a table with the columns location and region"),
    ],
)
@pytest.mark.parametrize("option", ["--by", "--where"])
def test_without_a_table_the_question_is_refused_with_what_to_add(folder, option, column, source):
    found = run("technical-share", folder, option, column + "=Noord" * (option == "--where"))
    assert (found.code, found.out) == (3, "")
    assert (
        found.err.splitlines(keepends=True)[-1]
        == f"sto: technical_share: none of the files gives the {column} of a location; add {source}.\n"
    )


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        (REGIONS.replace("00BB00", "00BB0"), "line 4, column location: '00BB0' is not a location; a BRIN and two digits such as 00AA00 were expected."),
        (REGIONS + "00AA00,Zuid\n", "line 5: '00AA00' is already on line 2; remove the copy, because it would be counted again."),
        (REGIONS + "00CC00\n", "line 5: the row is too short, 1 of 2 fields; was the file cut off, or a name with the delimiter left unquoted?"),
    ],
)  # fmt: skip
def test_a_bad_table_is_refused(folder, table, sentence):
    file = write(folder / "regios.csv", table)
    separator = ", " if sentence.startswith("line") else ": "
    assert complaint(folder) == f"sto: {file}{separator}{sentence}\n"


def complaint(folder):
    found = run("technical-share", folder).err.removesuffix(f"{HINT}\n")
    return found.splitlines(keepends=True)[-1]


def test_two_tables_of_the_same_places_are_refused(folder):
    first, second = write(folder / "a.csv", REGIONS), write(folder / "b.csv", REGIONS)
    assert complaint(folder) == (
        f"sto: {second}: sto_region was already read from {first}; give one table of places, because two tables may disagree.\n"
    )


@pytest.mark.parametrize("by", ["municipality", "rmc", "labour_market_region", "sto_region", "province"])
@pytest.mark.parametrize("indicator", ["technical-share", "vmbo-share"])
def test_places_add_up_to_the_whole_country(indicator, by):
    """On the sample, masked years included: counts of places sum to those of the country, at either bound."""
    whole, _ = rows(indicator, "--sample")
    parts, err = rows(indicator, "--sample", "--by", by)
    ends = [f"{name}_{end}" for name in ("numerator", "denominator") for end in ("low", "high")]
    for year in {row["school_year"] for row in whole}:
        (country,) = (row for row in whole if row["school_year"] == year)
        for end in ends:
            assert sum(int(row[end]) for row in parts if row["school_year"] == year) == int(country[end])
    assert "not in this file" not in err


@has_duo
def test_every_real_location_of_2019_joins_the_addresses_of_2020():
    (pupils,), (addresses,) = DUO.glob("01.*-2019.csv"), DUO.glob("02.*.csv")
    data = load([pupils, addresses])
    assert data.enrolment["location"].n_unique() == 1_450
    assert "unknown" not in {*data.enrolment["municipality"], *data.enrolment["rmc"]}
    assert data.files[1].notes == ()
    found, _ = rows("technical-share", pupils, addresses, "--by", "rmc")
    assert (sum(int(row["numerator"]) for row in found), sum(int(row["denominator"]) for row in found)) == (
        22_913,
        119_243,
    )


def test_the_sample_tells_where_its_schools_are():
    assert {"02.-alle-vestigingen-vo-2024.csv", "sto-regions.csv"} <= {
        path.name for path in sample_folder().glob("*.csv")
    }


def test_of_many_missing_locations_the_rest_can_be_asked_for(tmp_path):
    drawn = "".join(f"00{letter}{other}00  BB  PIE  10\n" for letter in "ABCDE" for other in "ABCDE")
    write_pupils(tmp_path, draw_pupils(f"location  track  profile  3 boys\n{drawn}"))
    write(tmp_path / "regios.csv", REGIONS)
    found, err = rows("pupils", tmp_path, "--by", "location", "--where", "sto_region=unknown")
    assert "23 locations with pupils have no place in this file and count as 'unknown': 00AB00, " in err
    assert "3 more (--by location --where sto_region=unknown lists them)." in err
    assert len(found) == 23
