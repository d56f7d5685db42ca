"""Charts: what is drawn of which number, that nothing is drawn that nobody knows, and files of pictures."""

import io
import json
import math
import re
import sys
from fractions import Fraction
from xml.etree import ElementTree as ET

import pytest

import sto_cli as sto
from sto_cli.cli.writing import form_of
from sto_cli.errors import UsageError
from sto_cli.language import speaking
from sto_cli.present import indicator, picture
from sto_cli.present.chart import Dots, Move, Moves, Point, Series, Trend
from sto_cli.present.forms import SUFFIXES, Form, dumps
from sto_cli.present.numbers import Number
from tests.drawing import CARE, PIE, enrolment, run
from tests.test_golden import assert_golden
from tests.test_outputs import EVIL

pytest.importorskip("vl_convert", reason="the extra charts is not installed")


def exact(share):
    return Number("share", share, share, shows="point")


def estimate(low, est_low, value, est_high, high):
    return Number("share", low, high, value, est_low, est_high, masked_cells=9, shows="point")


YEARS = Trend(
    "Technical share",
    [
        Series(
            "all pupils",
            [
                Point("2017-2018", exact(0.16)),  # a third of these pupils sat in legacy afdelingen
                Point("2018-2019", exact(0.18)),
                Point("2019-2020", exact(0.19)),
                Point("2020-2021", estimate(0.17, 0.18, 0.2, 0.21, 0.25)),
                Point("2021-2022", Number("share", 0.18, 0.24, shows="point")),  # masked, and nothing is estimated
                Point("2022-2023", exact(0.22), is_provisional=True),
            ],
        ),
        Series("exam candidates", [Point("2020-2021", exact(Fraction(21, 100))), Point("2022-2023", exact(0.22))]),
    ],
    {"2017-2018", "2018-2019"},
)
GROUPS = Dots(
    "Technical share",
    [
        Series("2024-2025", [Point("Drenthe", estimate(0.2, 0.24, 0.25, 0.26, 0.4)), Point("Zeeland", exact(0.1))]),
        Series("2019-2020", [Point("Drenthe", exact(0.22)), Point("Zeeland", exact(0.12))]),
    ],
    [Series("2024-2025", [Point("Netherlands", exact(0.2))])],
)
OPENED = Moves("Profiles offered", [Move("PIE", closed=(2, 1), opened=(3, 0)), Move("BWI", (0, 0), (1, 0), (4, 2))])
KINDS = {"trend": YEARS, "dots": GROUPS, "moves": OPENED}


def layers(chart, panel=0):
    return picture.panels(chart, picture.PAPER)[panel]["layer"]


def of(chart, mark, panel=0, **look):
    """Give the rows of each layer of a mark that has these looks."""
    found = [layer for layer in layers(chart, panel) if layer["mark"]["type"] == mark]
    return [layer["data"]["values"] for layer in found if {**layer["mark"], **look} == layer["mark"]]


def rows(*found):
    return [row for layer in found for rows_ in layer for row in rows_]


@pytest.mark.parametrize("kind", KINDS)
def test_the_specification_is_the_golden_one(kind):
    assert_golden(f"chart-{kind}.json", dumps(picture.panels(KINDS[kind], picture.PAPER)).encode())


# --- YEARS ---


def test_every_number_is_drawn_and_what_nobody_knows_has_no_point():
    """Years are 0.06 to the left of the first series and 0.06 to the right of the second."""
    points = {(round(row["x"], 2), row["y"]) for row in rows(of(YEARS, "point"))}
    assert points == {
        (2016.94, 0.16), (2017.94, 0.18), (2018.94, 0.19), (2019.94, 0.2), (2021.94, 0.22), (2020.06, 0.21), (2022.06, 0.22),
    }  # fmt: skip


def test_no_line_and_no_band_goes_over_the_series_break():
    """2017 and 2018 lie before it, alone; from 2019 on years are joined, up to the one without an estimate; a band ends where a year is missing."""
    joined = [[round(row["x"]) for row in values] for values in of(YEARS, "line") + of(YEARS, "area")]
    assert sorted(joined) == [[2019, 2020], [2019, 2020, 2021, 2022], [2020, 2022]]
    (rule,) = of(YEARS, "rule", strokeDash=[4, 4])
    assert rule[0]["x"] == 2018.5


def test_every_doubt_is_drawn():
    band = {round(row["x"]): (row["y"], row["y2"]) for row in rows(of(YEARS, "area"))}
    assert (band[2020], band[2021]) == ((0.17, 0.25), (0.18, 0.24))
    whiskers = rows(of(YEARS, "rule", strokeWidth=1.5))
    assert [(row["y"], row["y2"]) for row in whiskers] == [(0.18, 0.21)]
    bars = rows(of(YEARS, "rule", strokeWidth=9))
    assert [(round(row["x"]), row["y"], row["y2"]) for row in bars] == [(2021, 0.18, 0.24)]


def test_a_provisional_year_is_hollow():
    hollow = rows(of(YEARS, "point", fill=picture.PAPER.behind))
    assert [row["y"] for row in hollow] == [0.22]


def test_names_stand_beside_their_lines_and_never_over_each_other():
    """Both series end at 22%. A line of text is 13 pixels high, of 210 for the whole axis."""
    (low, high) = picture.panels(YEARS, picture.PAPER)[0]["encoding"]["y"]["scale"]["domain"]
    names = rows(of(YEARS, "text", fontWeight=600))
    assert [row["text"] for row in names] == [["all pupils", "22.0%"], ["exam candidates", "22.0%"]]
    assert abs(names[0]["y"] - names[1]["y"]) >= 2 * 13 / 210 * (high - low) - 1e-6


def test_an_axis_has_room_for_all_and_begins_at_0_where_that_is_near():
    def domain(*values):
        trend = Trend(
            "x", [Series("", [Point(f"{2019 + at}-{2020 + at}", exact(value)) for at, value in enumerate(values)])]
        )
        return picture.panels(trend, picture.PAPER)[0]["encoding"]["y"]["scale"]["domain"]

    assert domain(0.1, 0.3) == [0, pytest.approx(0.32)]  # 0.3 and a tenth of 0.2
    assert domain(0.5, 0.5) == [pytest.approx(0.475), pytest.approx(0.525)]
    assert domain(0, 0) == [0, 1]


# --- GROUPS, OPENED AND CLOSED ---


def test_each_group_has_its_dot_its_ranges_and_its_number():
    drenthe, zeeland = 0, 1
    assert {(row["y"], row["x"]) for row in rows(of(GROUPS, "point")) if row} == {
        (drenthe, 0.25), (zeeland, 0.1), (drenthe - 0.28, 0.22), (zeeland - 0.28, 0.12),
    }  # fmt: skip
    assert [(row["y"], row["x"], row["x2"]) for row in rows(of(GROUPS, "rule", strokeWidth=9))] == [(drenthe, 0.2, 0.4)]
    assert [(row["y"], row["x"], row["x2"]) for row in rows(of(GROUPS, "rule", strokeWidth=1.5))] == [
        (drenthe, 0.24, 0.26)
    ]
    words = [row["text"] for row in rows(of(GROUPS, "text"))]
    assert {"Drenthe", "≈ 25.0%", "Zeeland", "10.0%", "2024-2025", "2019-2020", "Netherlands 20.0%"} == {*words}


def test_no_group_is_compared_across_the_series_break():
    """The sample has years from 2016 on; under this definition those before 2019 lie before the break."""
    data = sto.load(sample=True)
    result = sto.ask(data, "technical_share", by="province")
    (drawn,) = (sheet.chart for sheet in indicator.answer(result, data).sheets())
    assert [series.label for series in drawn.series] == ["2024-2025", "2019-2020"]


def test_bars_begin_at_0_and_those_that_are_not_certain_are_hollow():
    solid = [
        (row["x"], row["x2"])
        for layer in layers(OPENED)
        if "color" in layer["mark"] and layer["mark"]["type"] == "rect"
        for row in layer["data"]["values"]
    ]
    hollow = [(row["x"], row["x2"]) for row in rows(of(OPENED, "rect", fill=picture.PAPER.behind))]
    assert sorted(solid) == [(-0, -2), (0, 1), (0, 3), (1, 5)]  # BWI: 1 opened, then 4 converted behind it
    assert sorted(hollow) == [(-2, -3), (5, 7)]
    assert [row["text"] for row in rows(of(OPENED, "text")) if "side" in row] == ["3", "3", "1 + 6"]


# --- FILES ---


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_file_is_a_picture_with_its_title_and_what_must_be_said(kind, language):
    with speaking(language):
        drawn = picture.picture(KINDS[kind], ["Synthetic sample."], as_png=False)
        assert drawn == picture.picture(KINDS[kind], ["Synthetic sample."], as_png=False)
    root = ET.fromstring(drawn)  # noqa: S314  # our own
    words = "".join(root.itertext())
    assert root[0].tag.endswith("title")
    assert KINDS[kind].title in words
    assert "Synthetic sample." in words
    assert not re.search(r"href|url\(|<script|<image|var\(", drawn)
    if kind == "dots":
        assert [text in words for text in ("≈ 25.0%", "≈ 25,0%")] == [language == "en", language == "nl"]


def test_hostile_names_are_text_and_long_ones_are_cut():
    title = EVIL + "</title><script>alert(1)</script>"
    dots = Dots(
        title,
        [
            Series(
                EVIL, [Point(EVIL, exact(0.1)), Point("x" * 10_000, exact(0.2)), Point("\u202e]]>&", exact(0.3))], EVIL
            )
        ],
    )
    for chart in (dots, Trend(title, [Series(EVIL, YEARS.series[0].points, EVIL)]), Moves(title, [Move(EVIL, (1, 0))])):
        drawn = picture.picture(chart, [EVIL, "y" * 10_000], as_png=False)
        tags = {each.tag.rpartition("}")[2] for each in ET.fromstring(drawn).iter()}  # noqa: S314  # our own
        assert tags <= {"svg", "title", "g", "path", "line", "text", "tspan", "rect"}
        assert "\u202e" not in drawn
        assert "\x1b" not in drawn
        assert len(drawn) < 100_000


def test_a_png_is_a_png(tmp_path):
    duo = tmp_path / "duo"
    duo.mkdir()
    enrolment(duo, [PIE, CARE])
    enrolment(duo, [PIE, CARE], year="2020")
    for file in ("trend.png", "trend.svg"):
        assert run("technical-share", duo, "-o", tmp_path / file).code == 0
    assert (tmp_path / "trend.png").read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    assert "50.0%" in (tmp_path / "trend.svg").read_text(encoding="utf-8")


def test_a_png_does_not_go_to_a_terminal(monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    monkeypatch.setattr(sys, "stdout", Terminal())
    with pytest.raises(UsageError, match="--format png: this form is not text"):
        form_of(Form.PNG, None, suffixes=SUFFIXES)


@pytest.mark.parametrize(
    ("command", "why"),
    [
        ("report --sample", "only the answer of one indicator is drawn, such as that of sto technical-share"),
        ("inspect sample_data", "only the answer of one indicator is drawn, such as that of sto technical-share"),
        ("technical-share --sample --year 2019", "it has no two numbers to compare"),
        ("profile-counts --sample --flows --from 2019 --to 2020 --where profile=MaT", "nothing opened or closed"),
    ],
)
def test_a_picture_of_nothing_is_refused_with_the_reason(command, why):
    found = run(*command.split(), "--format", "svg")
    assert (found.code, found.out) == (2, "")
    assert found.err.splitlines()[-1] == f"sto: This answer has no picture: {why}. --format html shows its tables."


def test_too_many_groups_are_refused_with_how_to_choose():
    many = Dots("x", [Series("", [Point(f"{at}", exact(0.1)) for at in range(61)])])
    assert str(picture.why_not(many)) == (
        "61 groups are more than the 60 that a picture has room for; choose some with --top or --where"
    )
    assert picture.why_not(many._replace(series=[Series("", many.series[0].points[:60])])) is None


def test_without_the_extra_the_command_that_installs_it_is_said(monkeypatch):
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    found = run("technical-share", "--sample", "--format", "svg")
    assert found.code == 2
    assert found.err.splitlines()[-1] == (
        "sto: Pictures are drawn by vl-convert-python, which is not installed; run: pip install vl-convert-python"
    )


def contrast(one, other):
    """Give the contrast of WCAG 2 between two colours such as #1A5A96."""

    def light(colour):
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    brighter, darker = sorted([light(one), light(other)], reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def test_words_can_be_read_on_paper():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    for colour in (*picture.PAPER.series, picture.PAPER.words):
        assert contrast(colour, picture.PAPER.behind) >= 4.5


def test_the_hues_differ_for_those_who_see_no_red_or_no_green():
    """Blue against orange: their blue differs by more than a third of the range, which no such eye lacks."""
    first, second, _ = picture.PAPER.series
    assert math.dist(*([int(colour[5:7], 16)] for colour in (first, second))) > 85


def test_the_numbers_of_the_sample_are_those_of_json():
    """A trend has a point for every level that JSON has, at its estimate or its number."""
    data = sto.load(sample=True)
    result = sto.ask(data, "technical_share")
    drawn = {(round(row["x"]), row["y"]) for row in rows(of(indicator.sheet(result, data).chart, "point"))}
    found = json.loads(run("technical-share", "--sample", "--format", "json").out)["rows"]
    levels = [row for row in found if row["from_year"] is None]
    assert drawn == {
        (int(row["school_year"][:4]), round(row["value"] if row["estimate"] is None else row["estimate"], 6))
        for row in levels
    }
