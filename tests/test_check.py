"""Claims against data: the verdicts on real files, near misses, and that missing data is never green."""

from __future__ import annotations

import csv
import json
import re
from fractions import Fraction
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

import jsonschema
import pytest
import xmlschema

from sto_cli.claims.check import check_claims
from sto_cli.claims.document import numbers
from sto_cli.claims.file import load_claims, parse
from sto_cli.claims.near_misses import Kind
from sto_cli.claims.seen import plain
from sto_cli.claims.verdict import Cause, Verdict
from sto_cli.cli.main import main
from sto_cli.errors import ExitCode
from sto_cli.reading.load import load, sample_folder
from sto_cli.reporting import report
from tests.generated import draw_pupils, draw_staff, write_pupils, write_staff

TOP = Path(__file__).parent.parent
SCHEMAS = TOP / "tests" / "schemas"
DUO = TOP.parent / "shared" / "duo"
NAME = "01.-leerlingen-vo-per-vestiging-naar-onderwijstype-{}.csv"
has_duo = pytest.mark.skipif(not DUO.is_dir(), reason="the real DUO files are not part of the project, and not here")
pytestmark = pytest.mark.xdist_group("check")  # so that files are read once


def claim(printed, **changed):
    """Write a claims file of one claim on the technical share of 2019-2020."""
    keys = {
        "id": "share",
        "printed": printed,
        "indicator": "technical_share",
        "definition": "letter",
        "definition_basis": "stated",
        "year": "2019-2020",
    } | changed
    lines = [f"{key} = {json.dumps(value)}" for key, value in keys.items() if value is not None]
    return parse("\n".join(['[source]\ntitle = "test"\n[[claim]]', *lines]).encode(), "c.toml")


def change(printed, first, last, **changed):
    return claim(printed, year=None, **({"from": first, "to": last} | changed))


def checked(data, claims):
    (found,) = check_claims(data, claims).checks
    return found


# --- KNOWN ANSWERS ---


@cache
def real():
    return load([DUO / NAME.format("2017-2018"), DUO / NAME.format("2019")])


@pytest.fixture(scope="module")
def masked(tmp_path_factory):
    """Mask the real file of 2019 by DUO's own rule of 2020: 1 to 4 pupils become <5."""
    with (DUO / NAME.format("2019")).open(encoding="cp1252", newline="") as file:
        head, *rows = csv.reader(file, delimiter=";")
    counts = [position for position, name in enumerate(head) if "VERBLIJFSJAAR" in name and name[-1] in "NW"]
    for row in rows:
        for position in counts:
            row[position] = "<5" if row[position] in {"1", "2", "3", "4"} else row[position]
    path = tmp_path_factory.mktemp("masked") / NAME.format("2019")
    with path.open("w", encoding="cp1252", newline="") as file:
        csv.writer(file, delimiter=";").writerows([head, *rows])
    return load([path])


@has_duo
def test_the_letters_number_is_confirmed_on_the_real_file():
    """22,913 ÷ 119,243 = 19.2153…%."""
    found = checked(real(), claim("19,2%"))
    assert (found.verdict, found.cause) == (Verdict.CONFIRMED, Cause.ALL_INSIDE)
    assert (found.row["numerator"], found.row["denominator"]) == (22_913, 119_243)
    assert found.near == ()


@has_duo
def test_the_number_that_sto_printed_is_contradicted_and_the_definition_that_gives_it_is_named():
    found = checked(real(), claim("19,7%"))
    assert found.verdict is Verdict.CONTRADICTED
    assert [(near.kind, near.definition) for near in found.near] == [(Kind.DEFINITION, "sector")]


@has_duo
def test_the_next_number_is_contradicted():
    assert checked(real(), claim("19,3%")).verdict is Verdict.CONTRADICTED


@has_duo
def test_a_change_across_the_series_break_is_undecidable():
    found = checked(real(), change("+2,1 procentpunt", "2017-2018", "2019-2020"))
    assert (found.verdict, found.cause, found.possible.reason) == (
        Verdict.UNDECIDABLE, Cause.NO_NUMBER, "series_break",
    )  # fmt: skip


@has_duo
@pytest.mark.parametrize(
    ("printed", "verdict"),
    [("19,2%", Verdict.PLAUSIBLE), ("21,0%", Verdict.DOUBTFUL), ("30,0%", Verdict.CONTRADICTED)],
)
def test_a_masked_year_is_judged_by_its_estimate(masked, printed, verdict):
    assert checked(masked, claim(printed)).verdict is verdict


@has_duo
def test_a_plausible_number_names_the_others_that_fit(masked):
    assert {"19,1%", "19,3%"} <= {*checked(masked, claim("19,2%")).fits}


@has_duo
def test_percent_printed_for_percentage_points_fails_with_its_own_cause():
    """Under sector the share went from 19.757% to 19.686%: −0.07 pp, and −0.36% of itself."""
    found = checked(real(), change("-0,1%", "2017-2018", "2019-2020", definition="sector"))
    assert (found.verdict, found.cause) == (Verdict.CONTRADICTED, Cause.WRONG_UNIT)
    assert [near.kind for near in found.near] == [Kind.UNIT]
    found = checked(real(), change("-0,4%", "2017-2018", "2019-2020", definition="sector"))
    assert [near.kind for near in found.near] == [Kind.GROWTH]


# --- DRAWN DATA ---


@pytest.fixture
def drawn(tmp_path):
    """Draw pupils of PIE and D&P of school years; 23 of 92 is exactly 25%, 77 of 400 exactly 19.25%."""

    def load_drawn(**counts):
        for year, (technical, rest) in counts.items():
            table = f"location  track  profile  3 boys\n00AA00  BB  PIE  {technical}\n00AA00  BB  D&P  {rest}"
            write_pupils(tmp_path, draw_pupils(table), year=f"{year[1:]}-{int(year[1:]) + 1}")
        return load([tmp_path])

    return load_drawn


@pytest.mark.parametrize("printed", ["19,2%", "19,3%"])
def test_a_number_between_two_printable_ones_confirms_both_and_says_so(drawn, printed):
    """77 ÷ 400 = 19.25%, the end of 19.15 to 19.25 and of 19.25 to 19.35."""
    found = checked(drawn(y2019=(77, 323)), claim(printed))
    assert (found.verdict, [near.kind for near in found.near]) == (Verdict.CONFIRMED, [Kind.TOUCHES])


def test_a_number_just_inside_an_end_is_right_only_thanks_to_rounding(drawn):
    """1,924 ÷ 10,000 = 19.24%, 0.01 from the end of 19,2%."""
    found = checked(drawn(y2019=(1924, 8076)), claim("19,2%"))
    assert (found.verdict, [near.kind for near in found.near]) == (Verdict.CONFIRMED, [Kind.ROUNDING])


def test_a_neighbouring_year_that_gives_it_is_named(drawn):
    found = checked(drawn(y2018=(30, 70), y2019=(20, 80)), claim("30%"))
    assert found.verdict is Verdict.CONTRADICTED
    assert [(near.kind, near.years) for near in found.near] == [(Kind.YEAR, ("2018-2019",))]


def test_a_difference_of_shares_is_computed_from_counts(drawn):
    """20 ÷ 100 to 24 ÷ 100 is +4 pp; the shares themselves are never rounded first."""
    data = drawn(y2018=(20, 80), y2019=(24, 76))
    assert checked(data, change("+4 procentpunt", "2018-2019", "2019-2020")).verdict is Verdict.CONFIRMED
    assert checked(data, change("+3 procentpunt", "2018-2019", "2019-2020")).verdict is Verdict.CONTRADICTED
    widened = change("+3 procentpunt", "2018-2019", "2019-2020", whole_unit=True)
    assert checked(data, widened).verdict is Verdict.CONFIRMED


def test_an_interval_wider_than_the_printed_number_leaves_it_undecidable(drawn):
    """<5 of <5 + 12: 1 ÷ 13 = 7.7% to 4 ÷ 16 = 25%."""
    found = checked(drawn(y2019=("<5", 12)), claim("20%"))
    assert (found.verdict, found.cause) == (Verdict.UNDECIDABLE, Cause.TOO_MASKED)
    assert (found.possible.low, found.possible.high) == (Fraction(1, 13), Fraction(4, 16))


# --- MISSING DATA IS NEVER GREEN ---

LETTER = "location  track  profile  3 boys\n00AA00  BB  PIE  20\n00AA00  BB  D&P  80"
STAFF = "brin  role  profile  PERSONEN 2019  FTE'S 2019\n00AA  teacher  PIE  10  8,0"


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "duo"
    made.mkdir()
    return made


def run(capsys, *arguments):
    code = main(["check", *map(str, arguments)])
    return code, *capsys.readouterr()


def write_claims(tmp_path, *claims):
    path = tmp_path / "claims.toml"
    path.write_text('[source]\ntitle = "test"\n' + "\n".join(claims), encoding="utf-8")
    return path


SHARE = """[[claim]]
id = "share"
printed = "20%"
indicator = "technical_share"
definition = "letter"
definition_basis = "stated"
year = "2019-2020"
"""


def test_a_right_claim_is_green(capsys, tmp_path, folder):
    write_pupils(folder, draw_pupils(LETTER))
    code, out, _ = run(capsys, write_claims(tmp_path, SHARE), folder)
    assert code == ExitCode.FINE
    assert "1 of 1 claims checked: 1 confirmed." in out


@pytest.mark.parametrize(
    ("edit", "why"),
    [
        (("2019-2020", "2020-2021"), "the files have no enrolment data for 2020-2021"),
        (("technical_share", "side_entrant_rate"), "the files have no staffing data"),
        (('printed = "20%"', 'printed = "20%"\nwhere = { province = "Zeeland" }'), "the data has no such province"),
        (('printed = "20%"', 'printed = "20%"\nwhere = { track = "GL" }'), "the data has no such track"),
        (('printed = "20%"', 'printed = "20%"\nwhere = { brin = "99ZZ" }'), "the data has no such brin"),
    ],
)
def test_a_claim_without_data_is_undecidable_and_red(capsys, tmp_path, folder, edit, why):
    write_pupils(folder, draw_pupils(LETTER))
    without = SHARE.replace(*edit).replace('"share"', '"other"')
    code, out, _ = run(capsys, write_claims(tmp_path, SHARE, without), folder)
    assert code == ExitCode.FINDING
    assert why in out
    assert "1 confirmed, 1 undecidable" in out
    code, _, err = run(capsys, write_claims(tmp_path, without), folder)
    assert code == ExitCode.INPUT
    assert "nothing was checked" in err


def test_a_claims_file_that_is_not_computable_at_all_checks_nothing(capsys, tmp_path, folder):
    write_pupils(folder, draw_pupils(LETTER))
    claims = write_claims(tmp_path, '[[claim]]\nid = "a"\nprinted = "74"\nnot_computable = "no such file"')
    assert run(capsys, claims, folder)[0] == ExitCode.INPUT


def test_no_data_is_red_even_when_nothing_else_fails_a_run(capsys, tmp_path, folder):
    write_pupils(folder, draw_pupils(LETTER))
    claims = write_claims(tmp_path, SHARE.replace("2019-2020", "2020-2021"))
    assert run(capsys, claims, folder, "--fail-on", "none")[0] == ExitCode.INPUT


@pytest.mark.parametrize(
    ("break_it", "says"),
    [
        (lambda path: path.write_bytes(path.read_bytes().replace(b";20;", b";2O;")), "'2O' is not a count"),
        (lambda path: path.write_bytes(path.read_bytes()[:-40]), "line"),
        (lambda path: path.write_bytes(b""), "leerlingen"),
        (lambda path: path.rename(path.with_name("leerlingen.csv")), "the school year is unknown"),
        (lambda path: path.unlink(), "has no files"),
    ],
    ids=["a count that is none", "a file cut short", "an empty file", "no year", "no file"],
)
def test_data_that_cannot_be_read_is_red(capsys, tmp_path, folder, break_it, says):
    break_it(write_pupils(folder, draw_pupils(LETTER)))
    code, out, err = run(capsys, write_claims(tmp_path, SHARE), folder)
    assert code == ExitCode.INPUT
    assert out == ""
    assert says in err


def test_a_staffing_file_without_profiles_is_undecidable(capsys, tmp_path, folder):
    write_staff(folder, [{k: v for k, v in row.items() if k != "PROFIEL"} for row in draw_staff(STAFF)])
    write_pupils(folder, draw_pupils(LETTER))
    fte = SHARE.replace("technical_share", "fte_change").replace('"20%"', '"8,0 fte"\npart = "technical"')
    code, out, _ = run(capsys, write_claims(tmp_path, SHARE, fte.replace('"share"', '"fte"')), folder)
    assert code == ExitCode.FINDING
    assert "the file has no PROFIEL column" in out


def test_nobody_in_scope_is_undecidable(capsys, tmp_path, folder):
    write_pupils(folder, draw_pupils(LETTER.replace("3 boys", "4 boys")))
    code, out, _ = run(capsys, write_claims(tmp_path, SHARE.replace('"letter"', '"grade3"')), folder)
    assert code == ExitCode.FINDING
    assert "nobody is in scope" in out


def test_a_growth_that_may_start_from_nothing_is_undecidable(capsys, tmp_path, folder):
    staff = (
        "brin  role  profile  PERSONEN 2018  FTE'S 2018  PERSONEN 2019  FTE'S 2019\n00AA  teacher  PIE  *  *  10  8,0"
    )
    write_staff(folder, draw_staff(staff))
    text = SHARE.replace("technical_share", "fte_change").replace('"20%"', '"+14%"\npart = "technical"')
    text = text.replace('year = "2019-2020"', 'from = "2018-2019"\nto = "2019-2020"')
    code, out, _ = run(capsys, write_claims(tmp_path, text), folder)
    assert code == ExitCode.FINDING
    assert "cannot be decided: the first year is 0" in out


# --- THE SAMPLE, THE LETTER AND THE FORMS ---


def test_the_letter_is_green_on_the_sample(capsys):
    code, out, _ = run(capsys, "--sample")
    assert code == ExitCode.FINE
    assert "10 of 16 claims checked: 8 confirmed, 2 plausible; on tables of your own: 6 confirmed." in out
    assert "Synthetic sample" in out


def test_fail_on_chooses_the_verdicts_that_are_red(capsys):
    assert run(capsys, "--sample", "--fail-on", "plausible")[0] == ExitCode.FINDING
    assert run(capsys, "published", "--sample", "--fail-on", "none")[0] == ExitCode.FINE
    code, _, err = run(capsys, "--fail-on", "contradictd")
    assert code == ExitCode.USAGE
    assert "'contradictd' is no verdict" in err


def test_a_first_argument_that_is_neither_claims_nor_path_is_refused(capsys):
    code, _, err = run(capsys, "leter")
    assert (code, "leter: neither claims that sto has (letter, published)" in err) == (ExitCode.USAGE, True)


def test_every_number_of_a_document_is_listed_with_its_claim(capsys):
    code, out, _ = run(capsys, "--sample", "--verbose", "--document", sample_folder() / "letter.md")
    assert code == ExitCode.FINE
    assert "40 – not checked" in out
    assert re.search(r"11% – fte-other\n.*vijf – not checked\n.*11% – side-entrants-first\n", out)
    assert "no longer there" not in out


@pytest.mark.parametrize("suffix", [".txt", ".md", ".html"])
def test_a_claim_that_left_the_document_is_a_finding(capsys, tmp_path, folder, suffix):
    write_pupils(folder, draw_pupils(LETTER))
    document = tmp_path / f"letter{suffix}"
    document.write_text("<p title='20%'>Het aandeel is\n<b>21%</b>.</p>", encoding="utf-8")
    claims = write_claims(tmp_path, SHARE)
    code, out, _ = run(capsys, claims, folder, "--document", document)
    if suffix == ".html":
        assert code == ExitCode.FINDING
        assert "no longer there: share" in out
        assert "line 2: 21% – not checked" in out
    document.write_text("<p>Het aandeel is\n<b>20%</b>.</p>", encoding="utf-8")
    assert run(capsys, claims, folder, "--document", document)[0] == ExitCode.FINE


def test_several_forms_are_written_in_one_run(capsys, tmp_path, folder):
    write_pupils(folder, draw_pupils(LETTER))
    claims = write_claims(tmp_path, SHARE, SHARE.replace("20%", "21%").replace('"share"', '"wrong"'))
    forms = {form: tmp_path / form for form in ("json", "junit", "sarif", "github", "summary")}
    reports = [word for form, file in forms.items() for word in ("--report", f"{form}={file}")]
    code, out, _ = run(capsys, claims, folder, *reports)
    assert code == ExitCode.FINDING
    assert "✗ contradicted" in out

    suite = ET.parse(forms["junit"]).getroot().find("testsuite")  # noqa: S314  # our own file
    assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == ("2", "1", "0")
    failed = [case for case in suite.iter("testcase") if case.find("failure") is not None]
    assert [(case.get("name"), case.find("failure").text.splitlines()[0]) for case in failed] == [
        ("wrong", f"{claims}:11")
    ]

    (sarif,) = json.loads(forms["sarif"].read_text(encoding="utf-8"))["runs"]
    (result,) = sarif["results"]
    place = result["locations"][0]["physicalLocation"]
    assert sarif["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "contradicted"
    assert (place["artifactLocation"]["uri"], place["region"]["startLine"]) == (claims.as_uri(), 11)

    first = forms["github"].read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith(f"::error file={claims},line=11,title=wrong%3A contradicted::'21%25' does not follow")
    assert "| ✓ confirmed | 20% | 20.00% (20 ÷ 100) |" in forms["summary"].read_text(encoding="utf-8")


@pytest.mark.parametrize("claims", ["letter", "published", "every verdict"])
def test_the_forms_keep_to_their_schemas(capsys, tmp_path, folder, claims):
    """Those of SARIF 2.1.0 and of JUnit as Jenkins reads it are their publishers'; that of the JSON is ours."""
    write_pupils(folder, draw_pupils(LETTER))
    document = tmp_path / "letter.txt"
    document.write_text("20% & 31 < 40 \x1b[1m\u202e", encoding="utf-8")
    if claims == "every verdict":
        wrong = SHARE.replace("20%", "21%").replace('"share"', '"wrong <&> \\u001b[1m"')
        left = '[[claim]]\nid = "money"\nprinted = "7 euro"\nnot_computable = "it is <money> & no pupils"\n'
        absent = SHARE.replace('"share"', '"absent"').replace("2019-2020", "2009-2010")
        claims = write_claims(tmp_path, SHARE, wrong, left, absent)
    files = {form: tmp_path / form for form in ("json", "junit", "sarif")}
    reports = [word for form, file in files.items() for word in ("--report", f"{form}={file}")]
    run(capsys, claims, folder, "--document", document, *reports)

    for form, schema in (("json", TOP / "docs/schema/check.schema.json"), ("sarif", SCHEMAS / "sarif-2.1.0.json")):
        rules = json.loads(schema.read_text(encoding="utf-8"))
        validator = jsonschema.Draft202012Validator(rules, format_checker=jsonschema.FormatChecker())
        validator.check_schema(rules)
        assert [error.message for error in validator.iter_errors(json.loads(files[form].read_bytes()))] == []
    errors = xmlschema.XMLSchema(SCHEMAS / "junit-10.xsd").iter_errors(str(files["junit"]))
    assert [error.reason for error in errors] == []


# --- THE REPORT KNOWS THE LETTER ---


def test_the_report_shows_what_the_letter_printed_and_its_verdict(capsys, folder):
    """20 of 100 pupils is not 19,2%; of the other numbers these files say nothing."""
    write_pupils(folder, draw_pupils(LETTER))
    assert main(["report", str(folder)]) == ExitCode.FINE
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["1", "Oct", "2019", "19,2%", "20.0%", "✗", "contradicted", "20", "÷", "100"] in lines
    assert ["1", "Oct", "2024", "20,4%", "–", "–", "undecidable", "2019:", "20.0%"] in lines
    assert ["change", "toegenomen", "–", "–", "undecidable", "20.0%", "→", "–"] in lines


@pytest.mark.parametrize("paths", [[], pytest.param([DUO], marks=has_duo)])
def test_the_report_judges_as_check_does(paths):
    """It judges the numbers on its screen; `check` measures each claim by itself."""
    data = load([path / NAME.format(year) for path in paths for year in ("2017-2018", "2019")] or [sample_folder()])
    separate = {check.claim.id: (check.verdict, check.possible) for check in check_claims(data, load_claims()).checks}
    shown = {check.claim.id: (check.verdict, check.possible) for block in report(data) for check in block.letter}
    assert shown.items() <= separate.items()
    assert {"technical-share-2020"} <= shown.keys()
    if not paths:
        assert shown.keys() == {id_ for id_, (verdict, _) in separate.items() if verdict}


@pytest.mark.parametrize("option", ["junit", "xml=a.xml", "junit="])
def test_a_report_needs_a_form_and_a_file(capsys, option):
    code, _, err = run(capsys, "--report", option)
    assert (code, f"--report {option}: write FORM=FILE" in err) == (ExitCode.USAGE, True)


def test_a_draft_of_a_document_does_not_load_before_a_person_completed_it(capsys, tmp_path):
    document, draft = tmp_path / "letter.txt", tmp_path / "draft.toml"
    document.write_text("Het aandeel steeg van 19,2% naar 20,4%.", encoding="utf-8")
    assert run(capsys, "--write", draft, "--document", document)[0] == ExitCode.FINE
    text = draft.read_text(encoding="utf-8")
    assert re.findall(r'printed = "(.*)"', text) == ["19,2%", "20,4%"]
    code, _, err = run(capsys, draft)
    assert (code, "claim number-1, key printed: nothing says yet what '19,2%' is of" in err) == (ExitCode.USAGE, True)
    keys = re.findall(r'#   (\w+) = ""', text)
    assert keys == ["indicator", "definition", "definition_basis", "year"]
    values = dict(zip(keys, ("technical_share", "letter", "stated", "2019-2020"), strict=True))
    completed = re.sub("(?m)^(printed = .*)$", "\\1\n" + "\n".join(f'{key} = "{values[key]}"' for key in keys), text)
    assert len(parse(completed.encode(), "draft.toml").claims) == 2


def test_a_draft_of_data_is_confirmed_by_that_data(capsys, tmp_path, folder):
    write_pupils(folder, draw_pupils(LETTER))
    draft = tmp_path / "draft.toml"
    assert run(capsys, folder, "--write", draft)[0] == ExitCode.FINE
    assert run(capsys, draft, folder)[0] == ExitCode.FINE
    code, _, err = run(capsys, folder, "--write", draft)
    assert (code, "is not written over" in err) == (ExitCode.USAGE, True)


@has_duo
def test_the_letter_on_real_files_says_what_is_missing():
    found = {check.claim.id: check for check in check_claims(real(), load_claims()).checks}
    assert found["technical-share-2020"].verdict is Verdict.CONFIRMED
    assert str(found["technical-share-2025"].missing).startswith(
        "technical_share: the files have no enrolment data for 2024-2025"
    )


def test_a_document_that_is_no_text_is_refused(capsys, tmp_path):
    document = tmp_path / "letter.pdf"
    document.write_bytes(b"%PDF-1.7 19,2%")
    code, out, err = run(capsys, "--document", document)
    assert (code, out, "a PDF holds letters and their places" in err) == (ExitCode.INPUT, "", True)
    code, _, err = run(capsys, "--document", tmp_path / "none.txt")
    assert (code, "cannot be read (No such file or directory)" in err) == (ExitCode.INPUT, True)


def test_dates_are_no_numbers_to_check():
    found = numbers(plain("Op 1 oktober 2019 waren er 2.019 leerlingen, in 2020-2024 minder dan 12 juniors."))
    assert [(number.text, number.apart) for number in found] == [
        ("1", "date"),
        ("2019", "date"),
        ("2.019", None),
        ("2020", "year"),
        ("2024", "year"),
        ("minder dan 12", None),
    ]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Artikel 7, lid 2, van de wet; zie pagina's 12 en 14.", ["article", "article", "page", "page"]),
        ("Bel 070 412 34 56.", ["phone"] * 4),
        ("Rijnstraat 50, 2515 XP Den Haag", ["address", "address"]),
        ("https://example.org/2023/12", ["address", "address"]),
        ("in leerjaar 3, niveau 4 en tabel 2.1", ["label"] * 3),
        ("van 2020-2024 tot 2029", ["year"] * 3),
        ("2000 leerlingen in 2000", [None, "year"]),
        ("€ 2000 voor 15 maart 2024 om 10.30 uur", [None, "date", "date", "date"]),
        ("Mijlpaal 3: het vmbo 14% meer", ["label", None]),
    ],
)
def test_a_number_that_says_when_or_where_is_told_apart(text, kinds):
    assert [number.apart for number in numbers(plain(text))] == kinds


@pytest.mark.parametrize(
    ("suffix", "text", "covered"),
    [
        (".html", "<p>Het aandeel is 20&nbsp;%.</p>", True),
        (".html", "<p>Het aandeel is <b>20</b>&#37;.</p>", True),
        (".html", "<p>Het aandeel is 20%<sup>3</sup>.</p>", True),
        (".html", "<td>1</td><td>20%</td><td>2</td>", True),
        (".md", "Het aandeel is 20\n% van alle leerlingen.", True),
        (".md", "| 2019 | 20% |", True),
        (".txt", "Het aandeel steeg 20%-punt.", False),
        (".txt", "Het aandeel steeg 20 %punt.", False),
        (".txt", "120%, 20,5%, 1.20%, A20%", False),
        (".html", "<p title='20%'><!-- 20% --><script>20%</script>Geen.</p>", False),
    ],
)
def test_a_claim_is_found_as_it_is_typeset_and_nothing_that_looks_like_it(
    capsys, tmp_path, folder, suffix, text, covered
):
    write_pupils(folder, draw_pupils(LETTER))
    document = tmp_path / f"letter{suffix}"
    document.write_text(text, encoding="utf-8")
    code, out, _ = run(capsys, write_claims(tmp_path, SHARE), folder, "--document", document)
    assert ("no longer there: share" in out) is not covered
    assert code == (ExitCode.FINE if covered else ExitCode.FINDING)


def test_points_in_the_place_of_percent_are_told_the_right_way_round(capsys, tmp_path, folder):
    write_pupils(folder, draw_pupils(LETTER))
    claims = write_claims(tmp_path, SHARE.replace("20%", "20 procentpunt"))
    code, out, _ = run(capsys, claims, folder)
    assert code == ExitCode.FINDING
    assert (
        "'20 procentpunt' is in percentage points, but the change of this indicator is in percent: these files give 20%"
        in out.replace("20.00%", "20%")
    )


# --- WHAT THE SCREEN SAYS, AND WHAT IT LEAVES OUT ---


def told(out):
    """Keep the lines below the table of verdicts."""
    return [line for line in out.splitlines() if line.startswith(("  '", "  line")) or "definition letter" in line]


@pytest.fixture
def note(tmp_path, folder, monkeypatch):
    """Write a note with the number that holds and, on its third line, one that does not."""
    write_pupils(folder, draw_pupils(LETTER))
    monkeypatch.chdir(tmp_path)
    Path("notitie.md").write_text("Het is 20%.\n\nHet was 21%, en van 31 weet niemand.\n", encoding="utf-8")
    return write_claims(
        tmp_path, SHARE.replace('"share"', '"right"'), SHARE.replace('"share"', '"wrong"').replace("20%", "21%")
    )


def test_only_what_is_not_confirmed_is_told_with_its_place_in_front(capsys, note, folder):
    code, out, _ = run(capsys, note, folder, "--document", "notitie.md")
    assert code == ExitCode.FINDING
    assert [line.split(":")[:2] for line in told(out)[:1]] == [["notitie.md", "3 wrong"]]
    assert "'20%' is reproduced" not in out
    assert "  line 3: 31 – not checked\n" in out
    assert "20% – right" not in out
    assert out.count("Read in ") == 1
    assert [line.split()[1] for line in out.splitlines() if line.endswith(("right", "wrong"))] == [
        "confirmed",
        "contradicted",
    ]


def test_verbose_tells_all(capsys, note, folder):
    _, out, _ = run(capsys, note, folder, "--document", "notitie.md", "--verbose")
    assert [line.partition(": ")[0] for line in told(out) if "definition letter" in line] == [
        "notitie.md:1 right", "notitie.md:3 wrong",
    ]  # fmt: skip
    assert "'20%' is reproduced" in out
    assert "  line 1: 20% – right\n" in out


def test_each_source_is_said_once_with_what_was_read_in_it(capsys, tmp_path, folder):
    """Two claims of page 3 and one of page 4, none of which holds."""
    write_pupils(folder, draw_pupils(LETTER))
    texts = [SHARE.replace('"share"', f'"{name}"').replace("20%", "21%") for name in ("one", "two", "three")]
    claims = write_claims(tmp_path, texts[0], texts[1], texts[2] + "source = { page = 4 }\n")
    _, out, _ = run(capsys, claims, folder)
    below = out.partition("Read in:\n")[2].splitlines()[:2]
    assert [line.rpartition(": ")[2] for line in below] == ["one, two", "three"]
    assert "page 4" in below[1]


@pytest.mark.parametrize(("findings", "first"), [(10, "::error file="), (11, "::error title=11 findings::")])
def test_more_findings_than_github_shows_begin_with_their_number(capsys, tmp_path, folder, findings, first):
    write_pupils(folder, draw_pupils(LETTER))
    wrong = [SHARE.replace('"share"', f'"wrong-{number}"').replace("20%", "21%") for number in range(findings)]
    _, out, _ = run(capsys, write_claims(tmp_path, *wrong), folder, "--format", "github")
    assert out.startswith(first)
    assert out.count("::error file=") == findings


def test_fail_on_given_twice_adds_up(capsys, tmp_path, folder):
    write_pupils(folder, draw_pupils(LETTER))
    claims = write_claims(tmp_path, SHARE.replace("20%", "21%"))
    assert run(capsys, claims, folder, "--fail-on", "doubtful")[0] == ExitCode.FINE
    for twice in (["contradicted", "doubtful"], ["doubtful", "contradicted"]):
        assert (
            run(capsys, claims, folder, *(word for one in twice for word in ("--fail-on", one)))[0] == ExitCode.FINDING
        )
    code, _, err = run(capsys, claims, folder, "--fail-on", "none", "--fail-on", "doubtful")
    assert (code, "'none' is no verdict" in err) == (ExitCode.USAGE, True)


@pytest.mark.parametrize("verdict", [verdict for verdict in Verdict if verdict is not Verdict.CONFIRMED])
def test_every_verdict_but_confirmed_can_be_a_finding(capsys, tmp_path, folder, verdict):
    write_pupils(folder, draw_pupils(LETTER))
    assert run(capsys, write_claims(tmp_path, SHARE), folder, "--fail-on", verdict)[0] == ExitCode.FINE


@pytest.mark.parametrize("other", ["a.txt", "../{}/a.txt", "link/a.txt"])
def test_two_outputs_never_go_into_one_file(capsys, note, folder, tmp_path, other):
    """However the path is spelt; a link to the folder is another way to spell it."""
    (tmp_path / "link").symlink_to(tmp_path)
    other = other.format(tmp_path.name)
    for outputs in (
        ["--report", "json=a.txt", "--report", f"junit={other}"],
        ["-o", "a.txt", "--report", f"json={other}"],
    ):
        code, _, err = run(capsys, note, folder, *outputs)
        assert (code, err) == (ExitCode.USAGE, f"sto: {other}: is the file of two outputs; name one for each.\n")
    assert not (tmp_path / "a.txt").exists()


def test_a_name_with_signs_that_mean_something_is_escaped_for_github_and_in_sarif(
    capsys, folder, tmp_path, monkeypatch
):
    """A comma would end the property of an annotation, and # the path of an address."""
    write_pupils(folder, draw_pupils(LETTER))
    monkeypatch.chdir(tmp_path)
    write_claims(tmp_path, SHARE.replace("20%", "21%")).rename("mine, 100% #1.toml")
    _, out, _ = run(capsys, "mine, 100% #1.toml", folder, "--format", "github", "--report", "sarif=x.sarif")
    assert out.startswith("::error file=mine%2C 100%25 #1.toml,line=")
    (result,) = json.loads(Path("x.sarif").read_bytes())["runs"][0]["results"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "mine%2C%20100%25%20%231.toml"


# --- WEAK, AND ROWS THAT WERE REJECTED ---

GREW = """[[claim]]
id = "grew"
printed = "steeg met 0,7 procentpunt"
indicator = "technical_share"
definition = "letter"
definition_basis = "stated"
from = "2021-2022"
to = "2024-2025"
"""


def test_a_weak_number_fits_as_others_do_and_fails_only_when_asked(capsys, tmp_path):
    """The estimate of the sample lies between 0.478 and 1.004 points: 0,5 to 1,0 are six numbers."""
    claims = write_claims(tmp_path, GREW)
    forms = {form: tmp_path / form for form in ("json", "junit", "sarif", "github")}
    reports = [word for form, file in forms.items() for word in ("--report", f"{form}={file}")]
    code, out, _ = run(capsys, claims, sample_folder(), *reports)
    assert code == ExitCode.FINE
    assert "~ weak" in out
    assert "(read as '+0,7 procentpunt') fits under the stated definition, as do 5 others" in " ".join(out.split())
    assert run(capsys, claims, sample_folder(), "--fail-on", "weak")[0] == ExitCode.FINDING

    said = json.loads(forms["json"].read_text(encoding="utf-8"))["checks"][0]
    assert (said["verdict"], said["cause"], said["printable_values"], said["finding"]) == (
        "weak",
        "others_fit",
        6,
        False,
    )
    (result,) = json.loads(forms["sarif"].read_text(encoding="utf-8"))["runs"][0]["results"]
    assert (result["ruleId"], result["level"]) == ("weak", "note")
    assert forms["github"].read_text(encoding="utf-8").startswith(f"::notice file={claims},line=3,title=grew%3A weak::")
    assert 'failures="0"' in forms["junit"].read_text(encoding="utf-8")

    run(capsys, claims, sample_folder(), "--fail-on", "weak", *reports)
    assert forms["github"].read_text(encoding="utf-8").startswith("::error ")
    (result,) = json.loads(forms["sarif"].read_text(encoding="utf-8"))["runs"][0]["results"]
    assert result["level"] == "error"


def test_a_rejected_row_is_red_though_every_claim_is_confirmed(capsys, tmp_path, folder):
    """The claim is of 2019, of which all rows are there; one of 2018 is wrong, and the claim is not about it."""
    write_pupils(folder, draw_pupils(LETTER))
    wrong = write_pupils(folder, draw_pupils(LETTER), year="2018-2019")
    wrong.write_bytes(wrong.read_bytes().replace(b";20;", b";2O;"))
    code, out, _ = run(capsys, write_claims(tmp_path, SHARE), folder, "--rejects", tmp_path / "rejects.csv")
    assert "1 of 1 claims checked: 1 confirmed." in out
    assert code == ExitCode.FINDING


@pytest.mark.parametrize("minus", ["-", "−", "–", "\u2011"])
def test_every_dash_before_a_number_is_a_minus(capsys, tmp_path, folder, minus):
    """20 of 100 to 18 of 100 is −2 points."""
    write_pupils(folder, draw_pupils(LETTER), year="2018-2019")
    write_pupils(folder, draw_pupils(LETTER.replace("20", "18").replace("80", "82")))
    fell = SHARE.replace('year = "2019-2020"', 'from = "2018-2019"\nto = "2019-2020"')
    claims = write_claims(tmp_path, fell.replace("20%", f"{minus}2 procentpunt"))
    assert run(capsys, claims, folder)[0] == ExitCode.FINE
    claims = write_claims(tmp_path, fell.replace("20%", "+2 procentpunt"))
    assert run(capsys, claims, folder)[0] == ExitCode.FINDING
