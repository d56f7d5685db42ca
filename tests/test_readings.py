"""Readings: claims that belong together, under another definition or in other years, and which of these the data allow."""

from __future__ import annotations

import pytest

from sto_cli.claims.check import check_claims
from sto_cli.claims.file import load_claims, parse
from sto_cli.errors import CatalogError, ExitCode
from sto_cli.present.check import answer
from sto_cli.reading.load import load
from tests.generated import draw_pupils, write_pupils

CLAIMS = """
[source]
title = "test"
[[claim]]
id = "first"
printed = "20%"
indicator = "technical_share"
definition = "letter"
definition_basis = "assumed"
year = "2018-2019"
[[claim]]
id = "last"
printed = "30%"
indicator = "technical_share"
definition = "letter"
definition_basis = "assumed"
year = "2019-2020"
[[reading]]
id = "as-claimed"
claims = ["first", "last"]
[[reading]]
id = "grade-3"
claims = ["first", "last"]
definition = "grade3"
[[reading]]
id = "a-year-later"
claims = ["first", "last"]
years = { 2018-2019 = "2019-2020", 2019-2020 = "2020-2021" }
"""
# Grades 3 and 4 give 20 ÷ 100 and 27 ÷ 100; grade 3 alone gives 10 ÷ 50 and 15 ÷ 50.
YEARS = {"2018-2019": ((10, 40), (10, 40)), "2019-2020": ((15, 35), (12, 38))}


def checked(folder):
    for year, ((three, other_three), (four, other_four)) in YEARS.items():
        table = f"""
        location  track  profile  3 boys         4 boys
        00AA00    BB     PIE      {three}        {four}
        00AA00    BB     D&P      {other_three}  {other_four}
        """
        write_pupils(folder, draw_pupils(table), year=year)
    return check_claims(load([folder]), parse(CLAIMS.encode(), "claims.toml"))


def test_a_reading_fits_when_all_its_claims_hold(tmp_path):
    found = {
        one.reading.id: (one.fits, [str(check.verdict) for check in one.checks]) for one in checked(tmp_path).readings
    }
    assert found == {
        "as-claimed": (False, ["confirmed", "contradicted"]),
        "grade-3": (True, ["confirmed", "confirmed"]),
        "a-year-later": (False, ["contradicted", "undecidable"]),
    }


def test_the_screen_says_which_fit_and_how_far_the_others_are_off(tmp_path):
    sheets = answer(checked(tmp_path), ()).sheets()
    lines = [line for sheet in sheets for line in sheet.notes]
    start = lines.index("Readings of these numbers together:")
    assert lines[start + 1 : start + 4] == [
        "  ✗ does not fit: as-claimed",
        "      20%, technical_share 2018-2019, definition letter: 20.00% (20 ÷ 100), confirmed",
        "      30%, technical_share 2019-2020, definition letter: 27.00% (27 ÷ 100), contradicted",
    ]
    assert "  ✓ fits: grade-3" in lines


def test_a_reading_is_no_finding_of_its_own(tmp_path):
    assert checked(tmp_path).exit_code(()) == ExitCode.FINE


def test_the_letter_has_three_readings():
    readings = load_claims("letter").readings
    spans = {one.id: [claim.asked.years for claim in one.claims][-1] for one in readings if one.claims}
    assert spans == {
        "grades-3-and-4": ("2019-2020", "2024-2025"),
        "grade-3-to-2024": ("2020-2021", "2024-2025"),
        "grade-3-to-2025": ("2020-2021", "2025-2026"),
    }


@pytest.mark.parametrize(
    ("reading", "sentence"),
    [
        ('id = "x"\nclaims = ["frist"]', "did you mean 'first'?"),
        ('id = "x"\nclaims = ["first"]\ndefinition = "grade"', "did you mean 'grade3'?"),
        ('id = "x"\nclaims = ["first"]\nyears = { soon = "2019" }', "'soon'"),
        ('id = "x"', "it is missing; add it"),
    ],
)
def test_a_wrong_reading_is_refused_in_a_sentence(reading, sentence):
    head = CLAIMS.partition("[[reading]]")[0]
    with pytest.raises(CatalogError) as error:
        parse(f"{head}[[reading]]\n{reading}\n".encode(), "claims.toml")
    assert sentence in str(error.value)
