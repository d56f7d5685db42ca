"""What holds for every file, tried on small ones made up at random (the same ones every time)."""

from __future__ import annotations

import math
import tempfile
from fractions import Fraction
from itertools import product
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sto_cli.catalog import catalog
from sto_cli.measuring.measure import measure
from sto_cli.measuring.question import ask
from sto_cli.reading.load import load
from tests import IS_PROOF, generated, naive
from tests.generated import COUNTS, masked, random_pupils, random_staff, write_pupils, write_staff

randoms = st.randoms(use_true_random=False)
# Without shrinking: each example reads files, and they are small as it is.
some = settings(
    max_examples=40 if IS_PROOF else 3,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
few = settings(some, max_examples=20 if IS_PROOF else 2)

CUTS = {"enrolment": ["province", "track", "sex", "profile"], "staffing": ["brin", "role"]}
TWO_YEARS = ("2018-2019", "2023-2024")


def pupils_of(*years, **form):
    """Load rows as files of 2018-2019, 2023-2024."""
    with tempfile.TemporaryDirectory() as folder:
        for rows, year in zip(years, TWO_YEARS, strict=False):
            write_pupils(Path(folder), rows, year=year, **form)
        named = {f"leerlingen-{year}.csv": year for year in TWO_YEARS[: len(years)]}
        return load([Path(folder)], file_years=named)  # any layout will do


def staff_of(*files, **form):
    """Load rows as staffing files."""
    with tempfile.TemporaryDirectory() as folder:
        for number, rows in enumerate(files):
            (Path(folder) / str(number)).mkdir()
            write_staff(Path(folder) / str(number), rows, **form)
        return load([Path(folder) / str(number) for number in range(len(files))])


def everything(data):
    """Answer every indicator that this data can answer, by two definitions and cut by columns, in one piece."""
    kind = "enrolment" if data.enrolment.height else "staffing"
    found = []
    for indicator in (one for one in catalog().indicators.values() if one.facts == kind):
        definitions = list(catalog().definitions[indicator.id])[:2]
        questions = [ask(indicator.id, definition=definition) for definition in definitions]
        questions.append(ask(indicator.id, by=CUTS[kind][:2]))
        # Marks tell of files too: the newest year of a file of several is provisional.
        found += [measure(data, question).frame.drop("marks").rows() for question in questions]
    return found


def row_of(data, indicator, part, **asked):
    """Answer with the row of one part."""
    frame = measure(data, ask(indicator, **asked)).frame
    rows = [row for row in frame.iter_rows(named=True) if row["part"] == part]
    return next(row for row in rows if bool(row["from_year"]) == bool(asked.get("change")))


# --- FORM DOES NOT MATTER ---


def test_the_same_question_gives_the_same_answer_every_time_to_the_last_digit():
    data = pupils_of(masked(random_pupils(Random(1), rows=60)))  # noqa: S311 - the same rows every time
    first = everything(data)
    assert [everything(data) for _ in range(4)] == [first] * 4


@few
@given(randoms)
def test_the_order_of_rows_does_not_matter(random):
    rows = masked(random_pupils(random))
    assert everything(pupils_of(rows)) == everything(pupils_of(random.sample(rows, len(rows))))
    staff = random_staff(random)
    assert everything(staff_of(staff)) == everything(staff_of(random.sample(staff, len(staff))))


@few
@given(randoms)
def test_the_order_of_columns_does_not_matter(random):
    rows = masked(random_pupils(random))
    names = random.sample(list(rows[0]), len(rows[0]))
    shuffled = [{name: row[name] for name in names} for row in rows]
    assert everything(pupils_of(rows)) == everything(pupils_of(shuffled))


@few
@given(randoms)
def test_a_year_does_not_depend_on_the_other_files(random):
    first, second = random_pupils(random), masked(random_pupils(random))
    alone, together = pupils_of(first), pupils_of(first, second)
    for indicator in ("technical_share", "profile_count", "vmbo_share"):
        question = ask(indicator, years=TWO_YEARS[:1])
        assert measure(alone, question).frame.equals(measure(together, question).frame)


@few
@given(randoms)
def test_splitting_a_staffing_file_over_its_years_does_not_matter(random):
    rows = random_staff(random)
    parts = [
        [{name: text for name, text in row.items() if not name.endswith(other)} for row in rows]
        for other in ("2018", "2023")
    ]
    assert everything(staff_of(rows)) == everything(staff_of(*parts))


@pytest.fixture(scope="module")
def accented():
    """Draw rows with an accent in a name; what they answer, written plainly."""
    rows = generated.draw_pupils(
        """
        location  province  track  profile  3 boys  4 girls
        00AA00    Utrecht   BB     PIE      12      <5
        00AA00    Utrecht   TL     -        30      28
        30ZZ10    Drenthe   GL     D&P      <5      9
        """
    )
    rows = [row | {"INSTELLINGSNAAM VESTIGING": "Collège Zoë"} for row in rows]
    return rows, everything(pupils_of(rows))


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig", "utf-16"])
def test_encoding_and_newlines_do_not_matter(accented, encoding, newline):
    rows, answers = accented
    data = pupils_of(rows, encoding=encoding, newline=newline)
    assert everything(data) == answers
    assert set(data.enrolment["name"]) == {"Collège Zoë"}


@pytest.mark.parametrize("quoted", [False, True])
@pytest.mark.parametrize("layout", ["2016", "2019", "2024"])
def test_quotes_and_layout_do_not_matter(accented, layout, quoted):
    rows, answers = accented
    assert everything(pupils_of(rows, layout=layout, quoted=quoted)) == answers


# --- MASKED COUNTS ---

MASKED = [(name, definition) for name in ("technical_share", "profile_count") for definition in ("letter", "grade3")]
MASKED += [("technical_share", "sector"), ("vmbo_share", "letter")]


def masked_here_and_there(random, rows):
    """Mask some of the counts of 1 to 4, not all."""
    fully = masked(rows)
    return [
        {name: random.choice([text, hidden[name]]) if name in COUNTS else text for name, text in row.items()}
        for row, hidden in zip(rows, fully, strict=True)
    ]


@few
@given(randoms)
def test_masking_only_widens_and_always_holds_the_truth(random):
    rows = random_pupils(random)
    levels = [pupils_of(rows), pupils_of(masked_here_and_there(random, rows)), pupils_of(masked(rows))]
    for indicator, definition in MASKED:
        frames = [measure(data, ask(indicator, definition=definition)).frame for data in levels]
        for truth, partly, fully in zip(*(frame.iter_rows(named=True) for frame in frames), strict=True):
            assert truth["low"] == truth["high"] == truth["value"]
            if truth["value"] is not None:
                assert fully["low"] <= partly["low"] <= truth["value"] <= partly["high"] <= fully["high"]
                assert fully["numerator_low"] <= truth["numerator"] <= fully["numerator_high"]


@some
@given(randoms)
def test_masking_staff_always_holds_the_truth(random):
    seed = random.randint(0, 2**32)
    plain, hidden = (
        staff_of(random_staff(Random(seed), mask=mask))  # noqa: S311 - the same staff twice
        for mask in (False, True)
    )
    for indicator, definition, part in STAFF_INDICATORS:
        for change in (None, TWO_YEARS):
            truth, bounds = (
                row_of(data, indicator, part, definition=definition, change=change) for data in (plain, hidden)
            )
            if truth["value"] is not None:
                assert bounds["low"] <= truth["value"]
                assert bounds["high"] is None or truth["value"] <= bounds["high"]


STAFF_INDICATORS = [
    (indicator, definition.id, part.id)
    for indicator in ("fte_change", "side_entrant_rate")
    for definition in catalog().definitions[indicator].values()
    for part in definition.parts
]


def with_few_masks(random, rows, most):
    """Mask at most so many counts of 1 to 4; the others are printed."""
    places = [(number, name) for number, row in enumerate(masked(rows)) for name in COUNTS if row[name] == "<5"]
    chosen = set(random.sample(places, min(most, len(places))))
    return [
        {name: "<5" if (number, name) in chosen else text for name, text in row.items()}
        for number, row in enumerate(rows)
    ]


def fillings(cells, indicator, definition):
    """Give the share for every way to fill the masked cells of one year."""
    population, parts = naive.DEFINITIONS[indicator, definition]
    (belongs,) = parts.values()
    everybody = [cell for cell in cells if population(cell)]
    part = sum(cell.printed for cell in everybody if belongs(cell))
    whole = sum(cell.printed for cell in everybody)
    in_part = [belongs(cell) for cell in everybody for _ in range(cell.masked_cells)]
    for filled in product(range(1, 5), repeat=len(in_part)):
        total = whole + sum(filled)
        if total:
            yield Fraction(part + sum(count for count, inside in zip(filled, in_part, strict=True) if inside), total)


def near(found, exact):
    return math.isclose(found, exact, rel_tol=1e-15, abs_tol=5e-16)


@some
@given(randoms, st.sampled_from(["technical_share", "vmbo_share"]))
def test_the_bounds_of_a_share_are_the_extremes_of_every_filling(random, indicator):
    rows = with_few_masks(random, random_pupils(random), 6)
    data = pupils_of(rows)
    cells = cells_of(rows)
    for definition in catalog().definitions[indicator]:
        (part,) = naive.DEFINITIONS[indicator, definition].parts
        row = row_of(data, indicator, part, definition=definition)
        possible = set(fillings(cells, indicator, definition))
        assert bool(possible) == (row["low"] is not None)
        if possible:
            assert near(row["low"], min(possible))
            assert near(row["high"], max(possible))


def cells_of(rows):
    """Read rows as cells, the naive way."""
    with tempfile.TemporaryDirectory() as folder:
        return naive.read_enrolment(write_pupils(Path(folder), rows), "2018-2019")


@some
@given(randoms)
def test_the_bounds_of_a_change_are_the_extremes_of_every_filling(random):
    years = [with_few_masks(random, random_pupils(random), 3) for _ in TWO_YEARS]
    row = row_of(pupils_of(*years), "technical_share", "technical", definition="sector", change=TWO_YEARS)
    earlier, later = (set(fillings(cells_of(rows), "technical_share", "sector")) for rows in years)
    changes = [second - first for first, second in product(earlier, later)]
    assert bool(changes) == (row["low"] is not None)
    if changes:
        assert near(row["low"], min(changes))
        assert near(row["high"], max(changes))


def rates(rows, year):
    """Give side entrants ÷ persons for every way to fill the masked cells of a staffing file."""
    possible = []
    for row in rows:
        texts = row[f"ZIJ-INSTROMERS {year}"], row[f"PERSONEN {year}"]
        entrants, persons = (range(1, 5) if text == "*" else [int(text)] for text in texts)
        possible.append([(some, all_) for some, all_ in product(entrants, persons) if some <= all_])
    for filled in product(*possible):
        if persons := sum(pair[1] for pair in filled):
            yield Fraction(sum(pair[0] for pair in filled), persons)


@some
@given(randoms)
def test_the_bounds_of_a_rate_are_the_extremes_of_every_filling(random):
    teachers = [
        row | {"ONDERWIJSTYPE": "VO", "FUNCTIEGROEP": "Onderwijsgevend personeel", "BRIN NUMMER": f"0{number}AA"}
        for number, row in enumerate(random_staff(random)[:3])
    ]
    data = staff_of(teachers)
    levels = [set(rates(teachers, year)) for year in (2018, 2023)]
    for year, possible in zip(TWO_YEARS, levels, strict=True):
        row = row_of(data, "side_entrant_rate", "total", definition="total", years=[year])
        assert bool(possible) == (row["low"] is not None)
        if possible:
            assert near(row["low"], min(possible))
            assert near(row["high"], max(possible))
    if all(levels):
        row = row_of(data, "side_entrant_rate", "total", definition="total", change=TWO_YEARS)
        assert near(row["low"], min(levels[1]) - max(levels[0]))
        assert near(row["high"], max(levels[1]) - min(levels[0]))


# --- PARTS AND TOTALS ---


def totals(data, indicator, definition, by, columns):
    """Add up columns over all groups, by part; a part without any group has a total of 0."""
    frame = measure(data, ask(indicator, definition=definition, by=by)).frame
    parts = dict.fromkeys(naive.DEFINITIONS[indicator, definition].parts, (0,) * len(columns))
    return parts | {
        part: tuple(math.fsum(rows[column]) for column in columns) for (part,), rows in frame.group_by("part")
    }


@few
@given(randoms)
def test_additive_indicators_are_the_sums_of_their_parts(random):
    pupils, staff = pupils_of(masked(random_pupils(random))), staff_of(random_staff(random, years=[2018]))
    numerator, denominator = ["numerator_low", "numerator_high"], ["denominator_low", "denominator_high"]
    for indicator, definition in [
        ("technical_share", "letter"),
        ("technical_share", "sector"),
        ("vmbo_share", "letter"),
    ]:
        whole = totals(pupils, indicator, definition, (), numerator + denominator)
        for column in CUTS["enrolment"]:
            columns = numerator if column in naive.NUMERATOR_ONLY[indicator] else numerator + denominator
            parts = totals(pupils, indicator, definition, (column,), columns)
            assert parts == {part: sums[: len(columns)] for part, sums in whole.items()}
    for indicator, columns in (("fte_change", numerator), ("side_entrant_rate", numerator + denominator)):
        for column in CUTS["staffing"]:
            whole, parts = (totals(staff, indicator, "total", by, columns) for by in ((), (column,)))
            assert parts["total"] == pytest.approx(whole["total"], rel=1e-14)
