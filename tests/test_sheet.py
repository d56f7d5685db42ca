"""An answer is laid out once, as a sheet, and every form for people shows the cells of that sheet; numbers are rounded once."""

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from fractions import Fraction

import fastexcel
import polars as pl
import pytest
from typer.main import get_command

from sto_cli.catalog import catalog
from sto_cli.cli.commands import homes
from sto_cli.cli.main import app
from sto_cli.language import speaking
from sto_cli.present import numbers
from sto_cli.present.forms import as_markdown
from sto_cli.present.numbers import Number
from sto_cli.present.screen import screen
from sto_cli.present.sheet import Column, Sheet
from sto_cli.present.workbook import as_xlsx
from tests.drawing import CARE, PIE, enrolment, run

HOME = homes()

# --- ONE FORMATTER ---


@pytest.mark.parametrize(
    ("value", "unit", "english", "dutch"),
    [
        (0.1925, "share", "19.3%", "19,3%"),  # a tie in the shortest decimals of the float goes away from zero
        (Fraction(1, 3), "share", "33.3%", "33,3%"),
        (0.0125, "pp", "+1.3 pp", "+1,3 pp"),
        (-0.0125, "pp", "−1.3 pp", "−1,3 pp"),
        (-0.0004, "pp", "0.0 pp", "0,0 pp"),  # what rounds to zero has no sign
        (0.00125, "fine_pp", "+0.13 pp", "+0,13 pp"),
        (-0.11, "pct_change", "−11.0%", "−11,0%"),
        (20214, "count", "20,214", "20.214"),
        (Decimal("1234.55"), "fte", "1,234.6", "1.234,6"),
        (Decimal("1234.55"), "said_fte", "1,234.6 FTE", "1.234,6 FTE"),
        (-2, "gain", "−2", "−2"),
        (None, "share", "–", "–"),
    ],
)
def test_a_number_is_written_in_its_unit_in_both_languages(value, unit, english, dutch):
    assert numbers.number(value, unit) == english
    with speaking("nl"):
        assert numbers.number(value, unit) == dutch


@pytest.mark.parametrize("way", [0, -1, 1])
@pytest.mark.parametrize("unit", numbers.UNITS)
def test_rounding_is_that_of_the_decimal_module(unit, way):
    """The fractions of the formatter against Decimal, on every sixteenth and fortieth from −2 to 2: ties among them."""
    mode = {0: ROUND_HALF_UP, -1: ROUND_FLOOR, 1: ROUND_CEILING}[way]
    decimals, scale = numbers.UNITS[unit].decimals, numbers.UNITS[unit].scale
    for step in range(-640, 641):
        value = step / 320
        slow = (Decimal(repr(value)) * scale).quantize(Decimal(1).scaleb(-decimals), rounding=mode)
        assert numbers.rounded(value, unit, outward=way) == slow


ESTIMATE = {"low": 0.1872, "high": 0.2375, "estimate": 0.2041, "est_low": 0.20249, "est_high": 0.20551}


@pytest.mark.parametrize(
    ("number", "shown", "point"),
    [
        (Number("share", 0.19209, 0.19209), "19.2%", 0.19209),
        (Number("share", **ESTIMATE), "≈ 20.4% (20.2–20.6)", 0.2041),  # the interval is rounded outward
        (Number("share", **ESTIMATE, shows="point"), "≈ 20.4%", 0.2041),
        (Number("share", **ESTIMATE, shows="certain"), "18.7–23.8%", None),
        (Number("share", **ESTIMATE, shows="probable"), "20.2–20.6%", None),
        (Number("share", **ESTIMATE, masked_cells=4, shows="probable"), "20.2–20.6%, rough", None),
        (Number("share", **ESTIMATE, masked_cells=5, shows="probable"), "20.2–20.6%", None),
        (Number("pp", -0.011, 0.0091), "−1.1 to +1.0 pp", None),  # a dash would look like a sign
        (Number("share", 0.19201, 0.19202), "19.2%", 0.19201),  # bounds that show the same are one number
        (Number("share", 0.1, None), "–", None),
        (Number("share", 0.1, 0.1, marks=" †"), "10.0% †", 0.1),
    ],
)
def test_a_cell_shows_a_number_as_well_as_it_is_known(number, shown, point):
    assert (str(number), number.point) == (shown, point)


# --- ONE SHEET, THREE RENDERERS ---

SHEET = Sheet(
    "Title",
    [
        Column("place", ["Utrecht", "a|b"]),
        Column("share", [Number("share", 0.5, 0.5), Number("share", **ESTIMATE)], is_number=True),
        Column("change", [Number("pp", 0.012, 0.012), "– (why)"], is_number=True, rank=1),
        Column("marks", ["", "masked"], is_number=True, is_mark=True),
    ],
    ["A note.", "  Of it."],
    ["Above."],
)


def test_a_screen_and_markdown_show_the_same_cells(monkeypatch):
    monkeypatch.delenv("COLUMNS", raising=False)
    assert screen([SHEET], ["Sample."], ["Rejected."]) == (
        "Sample.\n"
        "Title\n"
        "Above.\n"
        "place                   share    change\n"
        "───────────────────────────────────────\n"
        "Utrecht                 50.0%   +1.2 pp\n"
        "a|b       ≈ 20.4% (20.2–20.6)   – (why)\n"
        "A note.\n"
        "  Of it.\n"
        "Rejected.\n"
    )
    assert as_markdown([SHEET], ["Sample."], ["Rejected."]) == (
        "# Title\n"
        "\n"
        "- Sample.\n"
        "- Above.\n"
        "\n"
        "| place | share | change | marks |\n"
        "| --- | ---: | ---: | ---: |\n"
        "| Utrecht | 50.0% | +1.2 pp |  |\n"
        "| a\\|b | ≈ 20.4% (20.2–20.6) | – (why) | masked |\n"
        "\n"
        "- A note.\n"
        "  - Of it.\n"
        "\n"
        "- Rejected.\n"
    )


def test_a_narrow_screen_leaves_columns_out_by_rank_and_names_them(monkeypatch):
    monkeypatch.setenv("COLUMNS", "32")
    lines = screen([SHEET], [], []).splitlines()
    assert lines[2].split() == ["place", "share"]
    assert " ".join(lines).count("Not shown, because the terminal is too narrow: change") == 1
    assert max(map(len, lines)) <= 32


def test_cells_are_numbers_in_a_workbook_and_ranges_are_text(tmp_path):
    """Percentages are fractions with a format, percentage points their hundredfold: 0.012 is shown as +1.2 pp."""
    file = tmp_path / "x.xlsx"

    file.write_bytes(as_xlsx(pl.DataFrame({"x": [1]}), [], [SHEET]))
    rows = fastexcel.read_excel(file).load_sheet("answer", header_row=None, dtypes="string").to_polars().rows()
    assert [row[0] for row in rows] == ["Title", "Above.", None, "place", "Utrecht", "a|b", "A note.", "  Of it."]
    assert rows[3] == ("place", "share", "change", "share, from (95%)", "share, to (95%)", "marks")
    assert [float(cell) for cell in (rows[4][1], rows[4][2], *rows[5][1:2], *rows[5][3:5])] == [
        0.5, 1.2, 0.2041, 0.202, 0.206,
    ]  # fmt: skip
    assert (rows[5][2], rows[5][5]) == ("– (why)", "masked")


@pytest.fixture
def duo(tmp_path):
    folder = tmp_path / "duo"
    folder.mkdir()
    enrolment(folder, [PIE, CARE])
    return folder


# --- AN OPTION STANDS ONLY ON COMMANDS THAT IT APPLIES TO ---

HOME = homes()
SHARES = {each.command for each in catalog().indicators.values() if each.kind == "share"}
OF_PUPILS = SHARES | {"profile-counts", "exam-profiles", "pupils"}
OF_ONE = OF_PUPILS | {"fte-change", "side-entrants"}
SPECIAL = {
    "--decompose": SHARES,
    "--flows": {"profile-counts"},
    "--min-pupils": {"profile-counts", "exam-profiles"},
    "--small-counts": OF_PUPILS | {"report", "explain", "match", "portrait", "check"},
    "--by": OF_ONE | {"explain", "match"},
    "--from": OF_ONE | {"explain", "match"},
    "--rejects": {*HOME} - {"catalog", "init", "run", "diff", "verify", "calibrate"},
    "--csv-dialect": {*HOME} - {"check", "calibrate", "init", "run", "verify"},
    "--format": {*HOME} - {"ingest", "calibrate", "init", "run", "verify"},
    "--output": {*HOME} - {"verify"},
}


@pytest.mark.parametrize("option", SPECIAL)
def test_an_option_stands_on_the_commands_that_it_applies_to(option):
    group = get_command(app)
    group.list_commands(None)
    having = {
        name
        for name in HOME
        for each in group.commands[name].make_context(name, [], resilient_parsing=True).command.params
        if option in each.opts
    }
    assert having == SPECIAL[option]


def test_an_option_that_does_not_apply_is_refused(duo):
    found = run("technical-share", duo, "--flows")
    assert (found.code, found.out) == (2, "")
    assert "--flows" in found.err
