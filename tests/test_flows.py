"""Appearances and disappearances: a stable total can hide as many closures as openings."""

import csv
import io

import pytest

import sto_cli
from sto_cli.measuring.flows import refuse
from sto_cli.measuring.population import scopes
from sto_cli.measuring.question import ask
from sto_cli.reading.load import load
from tests.drawing import enrolment, run

CARE, PIE = "Zorg en welzijn", "Produceren, installeren en energie"


def row(brin, number, programme=PIE, count="9", name="School", place="UTRECHT"):
    more = {
        "3m": count,
        "INSTELLINGSNAAM VESTIGING": f"{name} {brin}{number}",
        "PLAATSNAAM VESTIGING": f"{place} {brin}",
    }
    return (brin, number, "KL", programme, "6121" if programme == PIE else "6631", more)


def flows(folder, *options):
    found = run("profile-counts", folder, "--flows", "--format", "csv", *options)
    assert found.code == 0, found.err
    return list(csv.DictReader(io.StringIO(found.out)))


def of(rows, part):
    names = ("before", "appeared", "disappeared", "after", "moved")
    return [tuple(int(found[name]) for name in names) for found in rows if found["part"] == part]


def test_a_stable_total_of_two_hides_one_closure_and_one_opening(tmp_path):
    enrolment(tmp_path, [row("00AA", "00"), row("00BB", "00")])
    enrolment(tmp_path, [row("00AA", "00"), row("00CC", "00")], year="2020")
    rows = flows(tmp_path)
    assert of(rows, "technical") == [(2, 1, 1, 2, 0)]
    assert of(rows, "locations") == [(2, 1, 1, 2, 0)]


def test_a_masked_cell_is_there_and_a_profile_can_go_where_its_location_stays(tmp_path):
    enrolment(tmp_path, [row("00AA", "00", count="<5"), row("00AA", "00", CARE)])
    enrolment(tmp_path, [row("00AA", "00", count="<5")], year="2020")
    rows = flows(tmp_path)
    assert of(rows, "technical") == [(1, 0, 0, 1, 0)]
    assert of(rows, "other") == [(1, 0, 1, 0, 0)]


def test_each_year_is_set_against_the_next(tmp_path):
    enrolment(tmp_path, [row("00AA", "00")])
    enrolment(tmp_path, [row("00AA", "00"), row("00BB", "00")], year="2020")
    enrolment(tmp_path, [row("00BB", "00")], year="2021")
    assert of(flows(tmp_path), "technical") == [(1, 1, 0, 2, 0), (2, 0, 1, 1, 0)]
    assert of(flows(tmp_path, "--from", "2019", "--to", "2021"), "technical") == [(1, 1, 1, 1, 0)]


def test_a_location_that_moved_under_another_number_neither_closed_nor_opened(tmp_path):
    """Same institution and place, and nobody else there: 00AA00 goes on as 00AA05, with its profile."""
    enrolment(tmp_path, [row("00AA", "00")])
    enrolment(tmp_path, [row("00AA", "05")], year="2020")
    assert of(flows(tmp_path), "technical") == [(1, 0, 0, 1, 1)]


def test_two_that_could_be_the_successor_are_none(tmp_path):
    enrolment(tmp_path, [row("00AA", "00")])
    enrolment(tmp_path, [row("00AA", "05"), row("00AA", "06")], year="2020")
    assert of(flows(tmp_path), "technical") == [(1, 2, 1, 2, 0)]


def test_a_change_across_the_series_break_has_no_flows(tmp_path):
    legacy = ("00BB", "00", "KL", "Bouwtechniek", "0000", {"3m": "9", "VMBO SECTOR": "Techniek"})
    enrolment(tmp_path, [row("00AA", "00"), legacy], year="2017", layout="2016")
    enrolment(tmp_path, [row("00AA", "00")])
    rows = flows(tmp_path)
    assert {found["reason"] for found in rows} == {"series_break"}
    assert {found["before"] for found in rows} == {""}


@pytest.mark.parametrize("by", [None, "profile", "province", "location"])
def test_on_the_sample_every_row_adds_up_and_is_what_sets_of_pairs_give(by):
    """The slow and obvious way: sets of location × profile, year by year (no location of the sample moves)."""
    data = load(sample=True)
    rows = flows("sample_data", *(["--by", by] if by else []))
    whole = [found for found in rows if not found["reason"]]
    assert whole
    for found in whole:
        before, appeared, disappeared, after = (
            int(found[name]) for name in ("before", "appeared", "disappeared", "after")
        )
        assert before + appeared - disappeared == after
    if by is None:
        question = ask("profile_count")
        for part, scope in scopes(data.enrolment, question).items():
            pairs = {}
            for year, *unit in scope.counted.select("school_year", *part.distinct).iter_rows():
                pairs.setdefault(year, set()).add(tuple(unit))
            for found in (found for found in whole if found["part"] == part.id):
                first, last = pairs[found["from_year"]], pairs[found["school_year"]]
                assert (len(last - first), len(first - last)) == (int(found["appeared"]), int(found["disappeared"]))


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        (["profile-counts", "--flows", "--min-pupils", "10"], "--flows: cannot be combined with --min-pupils"),
    ],
)
def test_flows_that_make_no_sense_are_refused(command, sentence):
    found = run(*command)
    assert (found.code, sentence in found.err) == (2, True)


def test_flows_of_what_counts_no_locations_are_refused_from_python_too():
    """The commands do not have the option (tests/test_sheet.py)."""
    with pytest.raises(sto_cli.StoError, match="--flows: applies only to profile-counts"):
        refuse(sto_cli.question("technical_share"))


# --- THE KEY STAYS, THE NAME CHANGES ---


def test_a_breakdown_by_location_has_the_key_and_the_newest_name(tmp_path):
    enrolment(tmp_path, [row("00AA", "00", name="Oude naam")])
    enrolment(tmp_path, [row("00AA", "00", name="Nieuwe naam")], year="2020")
    found = run("pupils", tmp_path, "--by", "location", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(found.out)))
    assert [(one["school_year"], one["location"], one["location_name"]) for one in rows] == [
        ("2019-2020", "00AA00", "Nieuwe naam 00AA00"),
        ("2020-2021", "00AA00", "Nieuwe naam 00AA00"),
    ]
    assert "Nieuwe naam" in run("pupils", tmp_path, "--by", "location").out
