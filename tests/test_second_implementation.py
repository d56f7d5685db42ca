"""Every indicator under every definition, computed twice: by sto, and by two slow and obvious others."""

from __future__ import annotations

import csv
import math
from collections import defaultdict
from fractions import Fraction
from functools import cache
from pathlib import Path
from random import Random

import duckdb
import pytest

from sto_cli.catalog import catalog
from sto_cli.measuring.measure import measure
from sto_cli.measuring.question import ask
from sto_cli.reading.load import load, sample_folder
from tests import IS_PROOF, generated, naive
from tests.naive import Answer

DUO = Path(__file__).parents[2] / "shared" / "duo"
KINDS = {indicator.id: indicator.kind for indicator in catalog().indicators.values()}
FACTS = {indicator.id: indicator.facts for indicator in catalog().indicators.values()}
QUESTIONS = [
    (indicator, definition) for indicator, definitions in catalog().definitions.items() for definition in definitions
]
BY = {
    "enrolment": [
        (),
        ("province",),
        ("profile",),
        ("sector", "sex"),
        ("grade", "profile", "track"),
    ],
    "exams": [(), ("province",), ("profile",), ("sector",), ("track", "brin")],
    "staffing": [(), ("profile",), ("brin",), ("role", "brin")],
}
ZERO = (Fraction(0), Fraction(0))


def group_empty(kind):
    """Give the answer for a group that nobody is in."""
    nothing = None if kind in {"share", "ratio"} else Fraction(0)
    return Answer(ZERO, ZERO if nothing is None else None, nothing, nothing, 0)


def same(found, expected):
    """Compare a number of sto with an exact one: to the last digit of a float."""
    if expected is None or found is None:
        return found is None and expected is None
    return math.isclose(found, expected, rel_tol=1e-15, abs_tol=0)


def assert_same(data, facts, indicator, definition, by):
    """Compare every row of sto's answer, levels and the longest change, and see that it lacks none."""
    expected = naive.answers(indicator, definition, facts, by)
    years = sorted({fact.school_year for fact in facts})
    longest = (years[0], years[-1]) if len(years) > 1 else None
    frame = measure(data, ask(indicator, definition=definition, by=by, change=longest, years=years)).frame
    rows = {
        (row["from_year"], row["part"], row["school_year"], *(row[column] for column in by)): row
        for row in frame.iter_rows(named=True)
    }
    assert len(rows) == frame.height, "a group stands there twice"
    assert not {key for key, answer in expected.items() if (None, *key) not in rows and answer.high}
    levels = sum(key[0] is None for key in rows)
    assert len(rows) == levels + (levels // len(years) if longest else 0)
    for (from_year, part, year, *group), row in rows.items():
        answers = [expected.get((part, at, *group), group_empty(KINDS[indicator])) for at in (year, from_year)]
        if from_year is None:
            assert_same_level(row, answers[0])
        elif row["reason"] == "series_break":
            assert row["low"] is row["high"] is row["value"] is None
        else:
            assert_same_change(row, *naive.change(indicator, answers[1], answers[0]))


def assert_same_level(row, answer):
    value = answer.low if answer.low == answer.high else None
    pairs = {
        "low": answer.low,
        "high": answer.high,
        "value": value,
        "numerator_low": answer.numerator[0],
        "numerator_high": answer.numerator[1],
        "denominator_low": answer.denominator and answer.denominator[0],
        "denominator_high": answer.denominator and answer.denominator[1],
        "masked_cells": answer.masked_cells,
    }
    assert {name: row[name] for name, exact in pairs.items() if not same(row[name], exact)} == {}, (row, pairs)


def assert_same_change(row, low, high):
    for name, exact in (("low", low), ("high", high)):
        if exact is None:
            assert row[name] is None, (row, name)
        else:  # a difference of floats is as exact as the floats
            assert math.isclose(row[name], exact, rel_tol=1e-15, abs_tol=5e-16 * max(1, abs(exact + 1))), (row, name)


# --- FILES MADE UP AT RANDOM ---

SEEDS = range(6 if IS_PROOF else 2)
LAYOUTS = ["2016", "2019", "2024"]


@pytest.fixture(scope="module", params=SEEDS)
def made_up(request, tmp_path_factory):
    """Write two years of pupils and a staffing file; sto's facts and the naive ones."""
    random = Random(request.param)  # noqa: S311 - the same files every time
    folder = tmp_path_factory.mktemp("made_up")
    cells, named = [], {}
    for first in (2018, 2023):
        rows = generated.random_pupils(random, rows=25)
        year = f"{first}-{first + 1}"
        path = generated.write_pupils(
            folder,
            generated.masked(rows) if random.random() < 2 / 3 else rows,
            year=year,
            layout=random.choice(LAYOUTS),
        )
        cells += naive.read_enrolment(path, year)
        named[path.name] = year  # any layout will do
    naive.REGIONS.update({cell.location: f"R{cell.location[-1]}" for cell in cells if cell.location[-2:] != "00"})
    regions = [{"location": location, "region": region} for location, region in naive.REGIONS.items()]
    generated.write(folder / "regions.csv", regions)
    staff = generated.write_staff(folder, generated.random_staff(random))
    candidates = {year: generated.random_candidates(random) for year in ("2018-2019", "2023-2024")}
    hidden = random.random() < 2 / 3
    mask = generated.masked_candidates if hidden else list
    wide = generated.write(folder / "examenkandidaten.csv", mask(generated.wide(candidates)))
    file_07 = []
    for year, rows in candidates.items():
        path = generated.write(folder / f"geslaagden-{year}.csv", mask(rows))
        named[path.name] = year
        file_07 += naive.read_file_07(path, year)
    facts = {"enrolment": cells, "staffing": naive.read_staffing(staff), "07": file_07, "wide": naive.read_wide(wide)}
    return load([folder], file_years=named), facts


def facts_for(facts, indicator, definition, by):
    """Choose the naive facts of a question."""
    if FACTS[indicator] != "exams":
        return facts[FACTS[indicator]]
    needs = definition == "five" or {"profile", "province"} & {*by}
    return naive.one_exam_source(facts["07"], facts["wide"], needs_file_07=bool(needs))


def cuts(indicator, definition):
    """List what a question is cut by: the whole and a third, another third for each question, or all (`make proof`); a count of locations by no profile."""
    only_locations = (indicator, definition) in {("exam_profile_count", "sector"), ("profile_count", "sto-regions")}
    whole, *others = [by for by in BY[FACTS[indicator]] if not only_locations or "profile" not in by]
    return [whole, *(others if IS_PROOF else others[QUESTIONS.index((indicator, definition)) % 3 :: 3])]


@pytest.mark.parametrize(("indicator", "definition"), QUESTIONS)
def test_made_up_files_give_the_same_numbers(made_up, indicator, definition):
    data, facts = made_up
    for by in cuts(indicator, definition):
        assert_same(data, facts_for(facts, indicator, definition, by), indicator, definition, by)


def test_made_up_files_give_the_same_series_breaks(made_up):
    data, facts = made_up
    for indicator in ("technical_share", "profile_count"):
        for definition in catalog().definitions[indicator].values():
            broken = measure(data, ask(indicator, definition=definition.id)).broken
            shares = naive.legacy_share(naive.DEFINITIONS[indicator, definition.id], facts["enrolment"])
            expected = {year: share for year, share in shares.items() if share > Fraction(2, 100)}
            if definition.id == "sto-regions" or "sector" in definition.id:
                assert not broken
            else:
                assert broken == pytest.approx({year: float(share) for year, share in expected.items()}, rel=1e-15)


@pytest.mark.parametrize("least", [2, 5, 10, 25])
def test_made_up_files_give_the_same_counts_of_a_minimum_size(made_up, least):
    data, facts = made_up
    frame = measure(data, ask("profile_count", min_pupils=least)).frame
    found = {
        row["school_year"]: (row["low"], row["high"])
        for row in frame.iter_rows(named=True)
        if row["part"] == "technical"
    }
    assert found == naive.at_least(facts["enrolment"], least)


def test_the_naive_implementation_knows_every_definition():
    assert set(naive.DEFINITIONS) == set(QUESTIONS)


# --- THE BUNDLED SAMPLE AND THE REAL FILES ---


@cache
def facts_of(folder):
    """Read what sto reads in a folder; sto's facts and the naive ones."""
    data = load(sample=True) if folder == sample_folder() else load([folder])
    facts = {"enrolment": [], "staffing": [], "07": [], "wide": []}
    for report in data.files:
        if report.source == "duo-01":
            facts["enrolment"] += naive.read_enrolment(report.path, *report.school_years)
        elif report.source == "duo-07":
            facts["07"] += naive.read_file_07(report.path, *report.school_years)
        elif report.source == "duo-exams":
            facts["wide"] += naive.read_wide(report.path)
        elif report.source == "duo-staffing":
            facts["staffing"] += naive.read_staffing(report.path)
        elif report.source == "sto-regions":
            with report.path.open(encoding="utf-8") as opened:
                naive.REGIONS.update({row["location"]: row["region"] for row in csv.DictReader(opened)})
    return data, facts


def folders():
    """List the folders of files that ship or lie beside the repository."""
    named = {"the bundled sample": sample_folder(), "real DUO files": DUO}
    return [
        pytest.param(
            folder,
            id=what,
            marks=pytest.mark.skipif(not folder.is_dir(), reason=f"{what}: no such folder here"),
        )
        for what, folder in named.items()
    ]


@pytest.mark.parametrize(("indicator", "definition"), QUESTIONS)
@pytest.mark.parametrize("folder", folders())
def test_files_give_the_same_numbers(folder, indicator, definition):
    data, facts = facts_of(folder)
    if not facts_for(facts, indicator, definition, ()):
        pytest.skip(f"{folder.name} holds no {FACTS[indicator]} data")
    if definition == "sto-regions" and data.enrolment["sto_region"].is_null().all():
        pytest.skip(f"{folder.name} holds no table of STO regions")
    is_large = folder == DUO and not IS_PROOF
    for by in cuts(indicator, definition)[: 1 if is_large else None]:
        assert_same(data, facts_for(facts, indicator, definition, by), indicator, definition, by)


# --- THE SAME IN SQL ---

SQL_FACTS = """
    create or replace temp table facts as
    with file as (
        from read_csv($path, all_varchar = true, header = true, delim = ';', quote = '"', escape = '"')
    ), long as (
        unpivot file on columns('^LEER- OF VERBLIJFSJAAR') into name cell value printed
    )
    select
        $year as school_year,
        brin || lpad(right(number, 2), 2, '0') as location,
        "PROVINCIE VESTIGING" as province,
        split_part("ONDERWIJSTYPE VO EN LEER- OF VERBLIJFSJAAR", ' ', 1) as education,
        split_part("ONDERWIJSTYPE VO EN LEER- OF VERBLIJFSJAAR", ' ', 2) as leerweg,
        lower("AFDELING") as afdeling,
        lower("AFDELING") in ('bouwen, wonen en interieur', 'produceren, installeren en energie', 'mobiliteit en transport',
            'media, vormgeving en ict', 'maritiem en techniek') as technical,
        "VMBO SECTOR" as sector,
        regexp_extract(cell, '(\\d) - ', 1)::int as grade,
        coalesce(try_cast(printed as int), 0) as known,
        (printed = '<5')::int as small
    from (select *, columns('^(BRIN NUMMER|INSTELLINGSCODE)$') as brin,
                    columns('^(VESTIGINGSNUMMER|VESTIGINGSCODE)$') as number from long)
    where known + small > 0
"""
SQL_SHARES = {
    ("technical_share", "letter"): """
        select province, sum(known) filter (technical), sum(small) filter (technical), sum(known), sum(small)
        from facts where education = 'VMBO' and leerweg in ('BL', 'KL', 'GL') and grade in (3, 4)
        group by grouping sets ((province), ())""",
    ("technical_share", "sector"): """
        select province, sum(known) filter (sector = 'Techniek'), sum(small) filter (sector = 'Techniek'),
            sum(known), sum(small)
        from facts where education = 'VMBO' and leerweg in ('BL', 'KL', 'GL') and grade in (3, 4)
        group by grouping sets ((province), ())""",
    ("vmbo_share", "letter"): """
        select province, sum(known) filter (education = 'VMBO' and leerweg in ('BL', 'KL', 'GL', 'TL')),
            sum(small) filter (education = 'VMBO' and leerweg in ('BL', 'KL', 'GL', 'TL')), sum(known), sum(small)
        from facts where grade = 3 group by grouping sets ((province), ())""",
}  # fmt: skip
SQL_COUNTS = """
    select province, count(distinct (location, afdeling)) filter (technical),
        count(distinct location) filter (technical)
    from facts where education = 'VMBO' and leerweg in ('BL', 'KL', 'GL') and grade in (3, 4)
    group by grouping sets ((province), ())"""


def sql_facts(report, folder):
    """Let DuckDB read a file as text, decoded first since it knows no Windows-1252."""
    content = report.path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252")
    plain = folder / "plain.csv"
    plain.write_bytes(text.encode())
    connection = duckdb.connect()
    connection.execute(SQL_FACTS, {"path": str(plain), "year": report.school_years[0]})
    return connection


def assert_same_as_sql(data, folder):
    """Compare shares and counts, national and by province, with those of DuckDB."""
    for report in (file for file in data.files if file.source == "duo-01"):
        connection = sql_facts(report, folder)
        found = defaultdict(dict)
        for indicator, definition in [*SQL_SHARES, ("profile_count", "letter")]:
            for by in ((), ("province",)):
                question = ask(indicator, definition=definition, by=by, years=report.school_years)
                for row in measure(data, question).frame.iter_rows(named=True):
                    found[indicator, definition, row["part"]][row.get("province")] = row
        for (indicator, definition), query in SQL_SHARES.items():
            part = "technical" if indicator == "technical_share" else "vmbo"
            for province, *sums in connection.execute(query).fetchall():
                known, small, known_all, small_all = (Fraction(number or 0) for number in sums)
                low = (known + small) / (known + small + known_all - known + 4 * (small_all - small))
                high = (known + 4 * small) / (known + 4 * small + known_all - known + small_all - small)
                row = found[indicator, definition, part][province]
                assert same(row["low"], low), (indicator, definition, province)
                assert same(row["high"], high), (indicator, definition, province)
                assert row["numerator_low"] == known + small
                assert row["denominator_high"] == known_all + 4 * small_all
        for province, profiles, locations in connection.execute(SQL_COUNTS).fetchall():
            assert found["profile_count", "letter", "technical"][province]["value"] == profiles
            assert found["profile_count", "letter", "locations"][province]["value"] == locations


def test_made_up_files_give_the_same_in_sql(made_up, tmp_path):
    assert_same_as_sql(made_up[0], tmp_path)


@pytest.mark.parametrize("folder", folders())
def test_files_give_the_same_in_sql(folder, tmp_path):
    assert_same_as_sql(facts_of(folder)[0], tmp_path)


EXAMS_IN_SQL = {
    "duo-07": """
        create or replace temp table exams as select $year as school_year, location, kind, technical, sector,
            coalesce(try_cast(printed as int), 0) as known, (printed = '<5')::int as small
        from (select columns('^(VESTIGINGSNUMMER|VESTIGINGSCODE)$') as location, "EXAMENKANDIDATEN" as printed,
                trim("VMBO SECTOR") as sector, "AFDELING" as kind,
                "AFDELING" in ('BWI', 'PIE', 'MTR', 'MVI', 'MTE') as technical, trim("LEERWEG VMBO") as leerweg
            from read_csv($path, all_varchar = true, header = true, delim = ';', quote = '"', escape = '"'))
        where leerweg in ('BL', 'KL', 'GL') and (known > 0 or small > 0)""",
    "duo-exams": """
        create or replace temp table exams as
        with file as (from read_csv($path, all_varchar = true, header = true, delim = ';', quote = '"', escape = '"')),
        long as (unpivot file on columns('^EXAMENKANDIDATEN.*TOTAAL$') into name cell value printed)
        select regexp_extract(cell, '(\\d{4}-\\d{4})', 1) as school_year, location, code as kind, false as technical,
            case when code in ('30', '34', '38', '42') then 'Techniek' else '' end as sector,
            coalesce(try_cast(printed as int), 0) as known, (printed = '<5')::int as small
        from (select *, columns('^(VESTIGINGSNUMMER|VESTIGINGSCODE)$') as location, "INSPECTIECODE" as code from long)
        where code::int between 26 and 45 and $year <> '' and (known > 0 or small > 0)""",
}  # fmt: skip
EXAM_SUMS_IN_SQL = """
    select school_year, sum(known) filter (in_part), sum(small) filter (in_part), sum(known), sum(small),
        count(distinct location) filter (in_part), count(distinct (location, kind)) filter (in_part)
    from (select *, {part} as in_part from exams) group by school_year"""


@pytest.mark.parametrize("folder", folders())
def test_exam_files_give_the_same_in_sql(folder, tmp_path):
    data, _ = facts_of(folder)
    for report in (file for file in data.files if file.source in EXAMS_IN_SQL):
        content = report.path.read_bytes()
        plain = tmp_path / "plain.csv"
        plain.write_bytes(content if report.encoding == "utf-8" else content.decode("cp1252").encode())
        connection = duckdb.connect()
        connection.execute(EXAMS_IN_SQL[report.source], {"path": str(plain), "year": report.school_years[0]})
        by_profile = report.source == "duo-07"
        definition, part = ("five", "technical") if by_profile else ("sector", "sector = 'Techniek'")
        share, count = (
            {
                (row["part"], row["school_year"]): row
                for row in measure(data, ask(name, definition=definition)).frame.to_dicts()
            }
            for name in ("exam_technical_share", "exam_profile_count")
        )
        for year, *sums, locations, pairs in connection.execute(EXAM_SUMS_IN_SQL.format(part=part)).fetchall():
            known, small, known_all, small_all = (Fraction(number or 0) for number in sums)
            row = share["technical", year]
            assert same(row["low"], (known + small) / (known_all + small + 4 * (small_all - small)))
            assert same(row["high"], (known + 4 * small) / (known_all + 4 * small + small_all - small))
            assert count["locations", year]["value"] == locations
            assert not by_profile or count["technical", year]["value"] == pairs
