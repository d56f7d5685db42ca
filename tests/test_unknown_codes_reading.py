"""Codes that the catalog does not have, and other spellings of those that it has: what the facts say of them."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from sto_cli.catalog import catalog
from sto_cli.reading import cells
from sto_cli.reading.load import load
from tests.drawing import CARE, PIE, enrolment, run
from tests.generated import draw_pupils, draw_staff, write_pupils, write_staff

CASES = Path(__file__).parents[2] / "shared" / "cases"
has_cases = pytest.mark.skipif(not CASES.is_dir(), reason="the shared cases are not part of the project, and not here")
EDUCATION = "ONDERWIJSTYPE VO EN LEER- OF VERBLIJFSJAAR"


def row(education="KL", programme="Produceren, installeren en energie", **more):
    """Draw a row of 20 pupils in grade 3, besides two known ones."""
    return (
        "00CC",
        "00",
        education,
        programme,
        "6199",
        {"3m": 20} | {name.replace("_", " "): text for name, text in more.items()},
    )


def facts(folder, *rows):
    """Give the facts of the last row, beside those of two known ones."""
    return load([enrolment(folder, [PIE, CARE, *rows])]).enrolment.filter(brin="00CC")


def one(folder, column, *rows):
    (value,) = facts(folder, *rows)[column].unique()
    return value


# --- TYPES OF EDUCATION ---


@pytest.mark.parametrize(
    ("printed", "track"),
    [
        ("VMBO KB lj 3-4", "KB"),
        ("vmbo gl lj 3-4", "GL"),
        ("VMBO-KL lj 3–4", "KB"),
        ("VMBO\u00a0BL  lj 3-4 ", "BB"),
        ("HAVO lj 3", "?HAVO lj 3"),
        ("VMBO  basis lj 3-4", "?VMBO basis lj 3-4"),
        ("", "?"),
    ],
)  # fmt: skip
def test_a_type_of_education_is_read_in_any_spelling_and_kept_where_it_is_unknown(tmp_path, printed, track):
    assert one(tmp_path, "track", row(**{EDUCATION: printed})) == track


@pytest.mark.parametrize(
    ("education", "profile"),
    [("VMBO basis lj 3-4", "PIE"), ("ISK", "PIE"), ("HAVO lj 3", "none"), ("VMBO TL 3", "none")],
)
def test_a_type_that_may_be_bb_kb_or_gl_has_its_afdeling(tmp_path, education, profile):
    assert one(tmp_path, "profile", row(**{EDUCATION: education})) == profile


def test_an_unknown_type_may_have_pupils_in_any_grade(tmp_path):
    assert facts(tmp_path, row(**{EDUCATION: "ISK", "5v": 3}))["low"].sum() == 23


# --- PROFILES ---


@pytest.mark.parametrize("profile", ["BWI", "PIE", "M&T", "MVI", "MaT", "E&O", "HBR", "Z&W", "Groen", "D&P"])
def test_a_profile_is_read_by_its_exam_code_its_name_and_both(tmp_path, profile):
    known = catalog().profiles[profile]
    spellings = [
        known.exam_code,
        known.label.upper(),
        f"{known.label} ({known.exam_code})",
        f" {known.label.replace(' en ', ' & ').replace(',', '')} ",
        known.label.replace(" ", "_"),
        known.label.replace(" ", "\u00a0").replace("&", "&amp;"),
    ]
    for number, text in enumerate(spellings):
        folder = tmp_path / str(number)
        folder.mkdir()
        assert one(folder, "profile", row(programme=text)) == profile, text


@pytest.mark.parametrize("route", ["Beroepsroute", "Vakmanschapsroute", "Vakmanschaproute", "Technologieroute"])
@pytest.mark.parametrize("sector", ["Techniek", "Economie", "Zorg en Welzijn", "Landbouw", "Intersectoraal"])
def test_routes_are_a_family(route, sector):
    spellings = {cells.fold(name): code for name, code in catalog().profile_spellings.items()}
    known = catalog().profiles[spellings[cells.fold(f"{route} {sector}")]]
    assert known.group == "legacy"
    assert [cells.fold(each)[:8] for each in known.sectors] == [cells.fold(sector)[:8]]


def test_no_two_codes_have_one_spelling():
    known = catalog()
    for spellings in (known.profile_spellings, known.track_spellings, known.sector_spellings, known.province_spellings):
        folded = {}
        for text, code in spellings.items():
            assert folded.setdefault(cells.fold(text), code) == code, text


@pytest.mark.parametrize("printed", ["Quantumroute Techniek", "Groene sector", "Onbekend", "N.v.t."])
@pytest.mark.parametrize("track", ["BL", "KL", "GL"])
def test_an_unknown_afdeling_is_kept_as_printed(tmp_path, printed, track):
    assert one(tmp_path, "profile", row(track, printed)) == f"?{printed}"


@pytest.mark.parametrize("blank", ["", " ", "\u00a0"])
def test_a_blank_afdeling_of_kb_is_unknown(tmp_path, blank):
    assert one(tmp_path, "profile", row("KL", blank)) == "?"


@pytest.mark.parametrize("printed", ["Quantumroute Techniek", "", "Nvt", "N.v.t."])
def test_in_tl_and_elsewhere_an_unknown_afdeling_is_none(tmp_path, printed):
    assert one(tmp_path, "profile", row("TL", printed)) == "none"


def test_each_unknown_code_is_accounted_for_with_its_rows_and_pupils(tmp_path):
    """Three rows: 20 pupils and a masked cell of 1 to 4, 20 pupils, and in another code 5."""
    rows = [
        row("KL", "Quantumroute", **{"3v": "<5"}),
        ("00DD", "00", "GL", "Quantumroute ", "6198", {"4v": 20}),
        ("00EE", "00", "BL", "Onbekend", "6197", {"4v": 5}),
    ]
    (report,) = load([enrolment(tmp_path, [PIE, *rows])]).files
    assert [code for code in report.unknown if code.column == "AFDELING"] == [
        ("AFDELING", "Quantumroute", 2, 41, 44),
        ("AFDELING", "Onbekend", 1, 5, 5),
    ]


def test_where_all_is_known_nothing_is_said(tmp_path):
    (report,) = load([enrolment(tmp_path)]).files
    assert (report.unknown, report.remarks) == ((), ())


# --- SECTORS ---


@pytest.mark.parametrize(
    ("programme", "printed", "sector"),
    [
        ("PIE", "TECHNIEK", "Techniek"),
        ("Z&W", "Zorg en Welzijn ", "Zorg & Welzijn"),
        ("D&P", "Intersectoraal", "Intersect. programma"),
        ("PIE", "", "Techniek"),
        ("PIE", "n.v.t.", "Techniek"),
        ("PIE", "Economie", "?Economie"),
        ("PIE", "Groen nieuw", "?Groen nieuw"),
        ("Technologie Orientatie", "Economie", "Economie"),
        ("Technologie Orientatie", "", "?"),
        ("Quantumroute", "Techniek", "Techniek"),
        ("Quantumroute", "", "?"),
    ],
)
def test_a_sector_is_that_of_the_profile_or_unknown(tmp_path, programme, printed, sector):
    assert one(tmp_path, "sector", row("KL", programme, VMBO_SECTOR=printed)) == sector


@pytest.mark.parametrize(
    ("printed", "sector"), [("", "none"), ("N.v.t.", "none"), ("Techniek", "Techniek"), ("X", "?X")]
)
def test_tl_may_have_no_sector(tmp_path, printed, sector):
    assert one(tmp_path, "sector", row("TL", "N.v.t.", VMBO_SECTOR=printed)) == sector


def test_a_sector_that_was_taken_from_a_profile_is_noted(tmp_path):
    file = enrolment(tmp_path, [PIE, row("KL", "PIE", VMBO_SECTOR="")])
    (report,) = load([file]).files
    assert [str(note) for note in report.notes] == [
        "1 row has a profile and no VMBO SECTOR; the sector of the profile was taken."
    ]


# --- PROVINCES ---


@pytest.mark.parametrize(
    ("printed", "province"),
    [
        ("FRIESLAND", "Friesland"),
        ("Friesland ", "Friesland"),
        ("Fryslân", "Friesland"),
        ("Noord Brabant", "Noord-Brabant"),
        ("NOORD-BRABANT", "Noord-Brabant"),
        ("BES", "?BES"),
        (" ", "none"),
    ],
)
def test_a_province_is_one_in_any_spelling(tmp_path, printed, province):
    assert one(tmp_path, "province", row(PROVINCIE_VESTIGING=printed)) == province


# --- THE SHARED CASES ---


@has_cases
@pytest.mark.parametrize(
    ("case", "technical", "all_"),
    [
        ("01voins-with-the-new-code-names/01voins.csv", (1871, 1886), (5292, 5313)),
        ("a-column-nobody-reads-is-gone/leerlingen-2024.csv", (1741, 2002), (5025, 5532)),
        ("a-column-nobody-reads-is-gone/leerlingen-2025.csv", (1741, 2002), (5025, 5532)),
        ("a-column-nobody-reads-is-gone/leerlingen-2026.csv", (1741, 2002), (5025, 5532)),
        ("masks-printed-as-4-in-file-01/leerlingen-2019.csv", (1741, 2002), (5025, 5532)),
        ("new-names-of-education-types/leerlingen-2021.csv", (1884, 1884), (5310, 5310)),
        ("new-names-of-education-types/leerlingen-2022.csv", (1884, 1884), (5310, 5310)),
        ("new-names-of-education-types/leerlingen-2023.csv", (1884, 1884), (5310, 5310)),
        ("province-in-two-spellings/leerlingen-2019.csv", (1884, 1884), (5310, 5310)),
        ("sector-column-left-empty/leerlingen-2019.csv", (1884, 1884), (5310, 5310)),
        ("spaces-and-case-in-cells/leerlingen-2020.csv", (1884, 1884), (5310, 5310)),
        ("spaces-and-case-in-cells/leerlingen-2021.csv", (1884, 1884), (5310, 5310)),
        ("spaces-and-case-in-cells/leerlingen-2022.csv", (1884, 1884), (5310, 5310)),
        ("spaces-and-case-in-cells/leerlingen-2023.csv", (1884, 1884), (5310, 5310)),
        ("third-sex-column/leerlingen-2025.csv", (2262, 2262), (6282, 6282)),
        ("unknown-route-4-pupils/leerlingen-2016-2017.csv", (1884, 1884), (5314, 5314)),
    ],
)
def test_the_shared_cases_are_read(case, technical, all_):
    """Pupils of BB, KB and GL in grades 3 and 4, at least and at most."""
    facts = load([CASES / case]).enrolment.filter(
        pl.col("track").is_in(["BB", "KB", "GL"]), pl.col("grade").is_in([3, 4])
    )
    of_profiles = facts.filter(pl.col("profile").is_in(["BWI", "PIE", "M&T", "MVI", "MaT"]))
    assert (of_profiles["low"].sum(), of_profiles["high"].sum()) == technical
    assert (facts["low"].sum(), facts["high"].sum()) == all_
    assert facts.filter(sector="Techniek")["low"].sum() == technical[0]
    assert facts["province"].n_unique() <= 9


@has_cases
def test_the_shared_case_of_a_date_that_contradicts_the_name_is_refused():
    found = run("pupils", CASES / "date-column-contradicts-name")
    assert found.code == 3
    assert "column PEILDATUM says 2023-2024, but the name or --file-year says 2024-2025" in found.err


def test_a_file_that_the_question_does_not_read_never_stops_it(tmp_path):
    """One count of 2016 is `x`, and one FTE is `y`: nothing to the pupils of 2019."""
    write_pupils(tmp_path, draw_pupils("location  track  profile  3 boys\n00AA00  BB  PIE  20"), year="2019-2020")
    write_pupils(tmp_path, draw_pupils("location  track  profile  3 boys\n00AA00  BB  PIE  x"), year="2016-2017")
    write_staff(tmp_path, draw_staff("brin  role  profile  PERSONEN 2018  FTE'S 2018\n00AA  teacher  PIE  2  y"))
    answered = run("pupils", tmp_path, "--year", "2019", "--format", "csv")
    assert (answered.code, answered.out.splitlines()[1].split(",")[5]) == (0, "20")
    assert answered.err.count("the question does not use this file, which sto refuses: ") == 2
    assert run("pupils", tmp_path).code == run("pupils", tmp_path, "--year", "2016").code == 3
    assert run("report", tmp_path).code == 3
    files = sorted(tmp_path.glob("leerlingen-*.csv"))
    assert run("pupils", *files, "--year", "2019", "--format", "csv").out == answered.out
    only = run("pupils", tmp_path / "leerlingen-2016-2017.csv", "--year", "2019")
    assert (only.code, "'x' is not a count" in only.err) == (3, True)


@pytest.mark.parametrize("cell", ["x", "-1", ""])
def test_a_mask_that_nobody_declared_is_located_whatever_else_the_counts_show(tmp_path, cell):
    """Of 80 counts of 7 and 9 a small one is missing; the cell that cannot be read says why."""
    lines = "\n".join(f"{number:02}AA00  BB  PIE  7  9" for number in range(80))
    rows = draw_pupils(f"location  track  profile  3 boys  4 boys\n{lines}")
    rows[4]["LEER- OF VERBLIJFSJAAR 3 - MAN"] = cell
    found = run("pupils", write_pupils(tmp_path, rows))
    assert (found.code, "line 6, column LEER- OF VERBLIJFSJAAR 3 - MAN" in found.err) == (3, True)


def test_a_sector_of_another_profile_is_told_as_that_and_not_as_an_unknown_code(tmp_path):
    """20 of 60 are of PIE with sector Economie: the profile counts, and by sector they may be technical or not."""
    path = enrolment(tmp_path, [PIE, CARE, row(VMBO_SECTOR="Economie")])
    found = run("technical-share", path, "--definition", "sector", "--format", "csv")
    assert (
        "1 row has a VMBO SECTOR that is not that of its AFDELING: its profile counts, and its sector is unknown."
        in found.err
    )
    assert "is not in the catalog" not in found.err
    assert "unknown_codes" in found.out
    assert "unknown code" not in run("inspect", path).out
