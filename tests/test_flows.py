"""What opened and closed: a stable total can hide as many closures as openings."""

import csv
import io
import json

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


def answer(folder, *options):
    found = run("profile-counts", folder, "--flows", "--format", "json", *options)
    assert found.code == 0, found.err
    return json.loads(found.out)


def flows(folder, *options):
    return answer(folder, *options)["counts"]


def of(rows, part):
    names = ("before", "appeared", "disappeared", "after", "moved")
    return [tuple(found[name] for name in names) for found in rows if found["part"] == part]


def listed(folder, *options):
    """Give what opened and closed: (kind, location, profile) by part."""
    found = {}
    for each in answer(folder, *options)["rows"]:
        found.setdefault(each["part"], []).append((each["kind"], each["location"], each["profile"]))
    return found


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


def test_totals_across_the_series_break_are_refused(tmp_path):
    legacy = ("00BB", "00", "KL", "Bouwtechniek", "0000", {"3m": "9", "VMBO SECTOR": "Techniek"})
    enrolment(tmp_path, [row("00AA", "00"), legacy], year="2017", layout="2016")
    enrolment(tmp_path, [row("00AA", "00")])
    rows = flows(tmp_path)
    assert {found["reason"] for found in rows} == {"series_break"}
    assert {found["before"] for found in rows} == {None}


@pytest.mark.parametrize("by", [None, "profile", "province", "location"])
def test_on_the_sample_every_row_adds_up_and_is_what_sets_of_pairs_give(by):
    """The slow and obvious way: sets of location × profile, year by year (no location of the sample moves)."""
    data = load(sample=True)
    rows = flows("--sample", *(["--by", by] if by else []))
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


# --- THE LIST ---


def test_only_what_changed_is_listed_by_name_place_and_profile(tmp_path):
    """AA keeps PIE and loses its care, BB is gone, CC is new with the same profile as BB had; DD stays as it is."""
    enrolment(tmp_path, [row("00AA", "00"), row("00AA", "00", CARE), row("00BB", "00"), row("00DD", "00")])
    enrolment(tmp_path, [row("00AA", "00"), row("00CC", "00"), row("00DD", "00")], year="2020")
    assert listed(tmp_path) == {
        "technical": [("closed", "00BB00", "PIE"), ("opened", "00CC00", "PIE")],
        "other": [("closed", "00AA00", "Z&W")],
        "locations": [("closed", "00BB00", None), ("opened", "00CC00", None)],
    }
    shown = run("profile-counts", tmp_path, "--flows", "--format", "markdown").out
    assert "Technical: 1 closed, 1 opened, 0 converted or new." in shown
    assert "| closed | 00BB00 | School 00BB00 | UTRECHT 00BB | PIE | Produceren, installeren en energie |" in shown
    assert "00DD" not in shown
    assert (
        "| gestopt | 00BB00 |" in run("profile-counts", tmp_path, "--flows", "--format", "markdown", "--lang", "nl").out
    )


def test_by_location_each_kind_of_profile_is_listed_by_location(tmp_path):
    """AA swaps one technical profile for another, so it did not stop with technical profiles; BB does."""
    enrolment(tmp_path, [row("00AA", "00"), row("00BB", "00"), row("00BB", "00", CARE)])
    mobility = ("00AA", "00", "KL", "Mobiliteit en transport", "6231", {"3m": "9", "INSTELLINGSNAAM VESTIGING": "Zuid"})
    enrolment(tmp_path, [mobility, row("00BB", "00", CARE)], year="2020")
    assert listed(tmp_path, "--by", "location") == {"locations": [("closed", "00BB00", None)]}
    assert listed(tmp_path)["technical"] == [
        ("closed", "00BB00", "PIE"), ("closed", "00AA00", "PIE"), ("opened", "00AA00", "M&T"),
    ]  # fmt: skip


def test_where_legacy_pupils_of_the_sector_were_a_profile_may_have_been_converted(tmp_path):
    """Both open PIE (Techniek). BB had Bouwtechniek before, CC an afdeling of another sector."""
    builders = ("00BB", "00", "KL", "Bouwtechniek", "0000", {"3m": "<5", "VMBO SECTOR": "Techniek"})
    carers = ("00CC", "00", "KL", "Verzorging", "0001", {"3m": "9", "VMBO SECTOR": "Zorg & Welzijn"})
    enrolment(tmp_path, [row("00AA", "00"), builders, carers], year="2017", layout="2016")
    enrolment(tmp_path, [row("00AA", "00"), row("00BB", "00"), row("00CC", "00")])
    assert listed(tmp_path) == {
        "technical": [("opened", "00CC00", "PIE"), ("converted_or_new", "00BB00", "PIE")],
        "locations": [("opened", "00CC00", None), ("converted_or_new", "00BB00", None)],
    }
    shown = run("profile-counts", tmp_path, "--flows").out
    assert "Totals over that break are left out; what opened and closed is listed." in shown
    assert "before" not in shown.split("Converted or new: ")[0]


def test_where_a_code_is_unknown_what_opened_or_closed_is_not_certain(tmp_path):
    """AA has an unknown afdeling in 2020, which may be its PIE of before; BB has none."""
    enrolment(tmp_path, [row("00AA", "00"), row("00BB", "00"), row("00CC", "00", CARE)])
    unknown = ("00AA", "00", "KL", "Nieuw profiel", "9999", {"3m": "9"})
    enrolment(tmp_path, [unknown, row("00CC", "00", CARE)], year="2020")
    rows = answer(tmp_path)["rows"]
    found = {(each["part"], each["location"]): (each["certain"], each["marks"]) for each in rows}
    assert found == {
        ("technical", "00AA00"): (False, "unknown_codes"),
        ("technical", "00BB00"): (True, None),
        ("locations", "00AA00"): (False, "unknown_codes"),
        ("locations", "00BB00"): (True, None),
    }
    assert "Not certain: a code of that location is unknown" in run("profile-counts", tmp_path, "--flows").out


def test_groups_in_which_nothing_changed_have_no_total_without_all(tmp_path):
    enrolment(tmp_path, [row("00AA", "00"), row("00BB", "00", CARE)])
    enrolment(tmp_path, [row("00AA", "00")], year="2020")
    command = ("profile-counts", tmp_path, "--flows", "--by", "profile", "--format", "markdown")
    assert "| PIE |" not in run(*command).out
    assert "| PIE |" in run(*command, "--all").out


def test_where_nothing_opened_or_closed_it_is_said(tmp_path):
    for year in ("2019", "2020"):
        enrolment(tmp_path, [row("00AA", "00")], year=year)
    assert "Totals" in run("profile-counts", tmp_path, "--flows").out
    assert "Nothing opened or closed." in run("profile-counts", tmp_path, "--flows", "--by", "province").out


# --- UNDER ANOTHER NUMBER ---


def table(folder, text):
    """Write a table of successors beside the folder of the files."""
    file = folder.parent / f"{folder.name}-successors.csv"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_table_of_successors_goes_before_the_rule(tmp_path):
    """The rule takes 00AA05 for 00AA00, which has its institution and place; the table says that it was 00BB00."""
    enrolment(tmp_path, [row("00AA", "00")])
    enrolment(tmp_path, [row("00AA", "05"), row("00BB", "00")], year="2020")
    by_rule = answer(tmp_path)
    assert [each["location"] for each in by_rule["rows"]] == ["00BB00", "00BB00"]
    assert [(each["successor"], each["found_by"]) for each in by_rule["successors"]] == [("00AA05", "rule")]

    by_table = answer(tmp_path, "--successors", table(tmp_path, "old,new\n00AA00,00BB00\n"))
    assert [each["location"] for each in by_table["rows"]] == ["00AA05", "00AA05"]
    assert [(each["successor"], each["found_by"]) for each in by_table["successors"]] == [("00BB00", "table")]


def test_locations_that_merged_are_counted_once_and_the_rest_is_told_by_name(tmp_path):
    """AA and BB merge into CC, which offers PIE as both did, and no care, which BB alone did: 2 before, 1 is gone."""
    enrolment(tmp_path, [row("00AA", "00"), row("00BB", "00"), row("00BB", "00", CARE)])
    enrolment(tmp_path, [row("00CC", "00")], year="2020")
    found = answer(tmp_path, "--successors", table(tmp_path, "OUD;NIEUW\n00AA;00CC\n 00bb ;00CC\n"))
    assert of(found["counts"], "technical") == [(1, 0, 0, 1, 1)]
    assert [(each["kind"], each["location"], each["profile"]) for each in found["rows"]] == [
        ("closed", "00BB00", "Z&W")
    ]


def test_numbers_are_followed_over_more_years_and_those_of_no_location_are_told(tmp_path):
    """AA became BB, and BB became CC; 00ZZ is nobody. A location that is still there keeps its number."""
    enrolment(tmp_path, [row("00AA", "00"), row("00DD", "00")])
    enrolment(tmp_path, [row("00CC", "00"), row("00DD", "00")], year="2020")
    file = table(tmp_path, "old,new\n00AA,00BB\n00BB00,00CC00\n00ZZ,00AA\n00DD,00CC\n")
    found = answer(tmp_path, "--successors", file)
    assert (found["rows"], found["unused"]) == ([], ["00ZZ", "00DD"])
    shown = run("profile-counts", tmp_path, "--flows", "--successors", file).out
    assert "of no location that is gone between these years and went on: 00ZZ, 00DD." in shown
    assert "according to" in shown


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("old,new\n00AA00,00BB\n", "line 2, column new: '00BB' is a location beside a school, or a school beside a location"),
        ("old,new\n00AA00,00BB00\n00CC0,00DD00\n", "line 3, column old: '00CC0' is not a location or school; a number such as"),
        ("old,new\n00AA,00AA\n", "line 2, column new: '00AA' is the old number itself; remove the row."),
        ("old,new\n00AA,00BB\n00AA,00CC\n", "line 3: '00AA' is already on line 2; remove the copy"),
        ("old,new\n00AA,\n", "line 2, column new: a blank is not a location or school"),
        ("old,neu\n00AA,00BB\n", "no columns old and new; give the table that header"),
        ("old,new\n", "the file has a header line but no rows"),
        ("old,new\n00AA00,00BB00\n00BB00,00AA00\n", "00AA00 → 00BB00 → 00AA00 leads back to where it was;"),
        ("old,new\n00AA,00BB\n00BB,00CC\n00CC,00BB\n", "00AA → 00BB → 00CC → 00BB leads back to where it was;"),
        ("old,new\n00AA00,00BB00\n00BB,00AA\n", "00AA00 → 00BB00 → 00AA00 leads back to where it was;"),
    ],
)  # fmt: skip
def test_a_wrong_table_names_line_column_and_value(tmp_path, text, sentence):
    for year in ("2019", "2020"):
        enrolment(tmp_path, [row("00AA", "00")], year=year)
    found = run("profile-counts", tmp_path, "--flows", "--successors", table(tmp_path, text))
    assert (found.code, found.out) == (3, "")
    assert sentence in found.err


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--flows", "--min-pupils", "10"], "--flows: cannot be combined with --min-pupils"),
        (["--flows", "--sort", "name"], "--flows: lists all that opened and closed, by kind and name; leave out --sort and --top."),
        (["--successors", "table.csv"], "--successors table.csv: applies only to --flows; add that, or leave out --successors."),
    ],
)  # fmt: skip
def test_flows_that_make_no_sense_are_refused(options, sentence):
    found = run("profile-counts", *options)
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


def test_what_changed_at_locations_that_nobody_can_place_is_counted_beside_a_filter_on_places(tmp_path):
    """AA lies in Noord and keeps PIE; CC, which the table lacks, opens PIE and care, each a row, and so a technical location: 3 rows."""
    enrolment(tmp_path, [row("00AA", "00")])
    enrolment(tmp_path, [row("00AA", "00"), row("00CC", "00"), row("00CC", "00", CARE)], year="2020")
    (tmp_path / "regios.csv").write_text("location,region\n00AA00,Noord\n", encoding="utf-8")
    said = "3 more opened or closed at locations whose sto_region is unknown in these files; --where sto_region=unknown lists them."
    filtered = run("profile-counts", tmp_path, "--flows", "--where", "sto_region=Noord")
    assert (filtered.code, said in " ".join(filtered.out.split())) == (0, True), filtered.out
    assert len(answer(tmp_path, "--where", "sto_region=unknown")["rows"]) == 3
    assert "more opened" not in run("profile-counts", tmp_path, "--flows", "--where", "sto_region=unknown").out


def test_no_two_columns_of_the_list_have_one_name(tmp_path):
    enrolment(tmp_path, [row("00AA", "00")])
    enrolment(tmp_path, [row("00BB", "00")], year="2020")
    (head, *_) = [
        line
        for line in run("profile-counts", tmp_path, "--flows", "--format", "markdown").out.splitlines()
        if "| what" in line
    ]
    names = [cell.strip() for cell in head.strip("|").split("|")]
    assert len(names) == len({*names}) > 4
