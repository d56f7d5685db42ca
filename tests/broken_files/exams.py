"""Files of exam candidates."""

from __future__ import annotations

from tests.broken_files.registry import ANSWERED, BOUNDED, Sample, in_lines, of_rows, on_disk, put, text_of

FILE_07 = Sample(
    "07.-geslaagden-gezakten-en-cijfers-2018-2019.csv",
    "geslaagden-2018-2019.csv",
    (("exam-share", "--by", "province"), ("exam-share", "--by", "brin")),
)
WIDE = Sample(
    "examenkandidaten-en-geslaagden-2019-2024.csv",
    "examenkandidaten-2019-2024.csv",
    (("exam-share", "--definition", "sector"), ("exam-profiles", "--definition", "sector", "--by", "brin")),
)
_TOTAL = "EXAMENKANDIDATEN SCHOOLJAAR {} - TOTAAL"


@on_disk(sample=FILE_07)
def an_exam_file_without_a_year_in_its_name(folder):
    return [_put(folder, "geslaagden.csv", FILE_07)]


@on_disk(sample=FILE_07)
def an_exam_file_with_one_calendar_year_in_its_name(folder):
    """It may be the year of the exam or that of the count of 1 October before it."""
    return [_put(folder, "geslaagden-2019.csv", FILE_07)]


@on_disk(sample=FILE_07)
def one_exam_year_twice(folder):
    return [_put(folder, name, FILE_07) for name in ("geslaagden-2018-2019.csv", "kopie-2018-2019.csv")]


@on_disk(sample=FILE_07)
def one_exam_file_under_the_names_of_two_years(folder):
    return [_put(folder, f"geslaagden-{year}.csv", FILE_07) for year in ("2017-2018", "2018-2019")]


@of_rows(sample=FILE_07, gets=BOUNDED)
def an_unknown_leerweg(rows):
    return put(rows, "LEERWEG VMBO", "XL", line=_line_of_pie(rows))


@of_rows(sample=FILE_07, gets=BOUNDED)
def an_unknown_exam_code(rows):
    return put(rows, "AFDELING", "ZZZ", line=_line_of_pie(rows))


@of_rows(sample=FILE_07)
def an_exam_file_that_masks_with_another_sign(rows):
    return put(rows, "EXAMENKANDIDATEN", "<10")


@of_rows(sample=WIDE, gets=BOUNDED)
def an_unknown_inspectiecode(rows):
    return put(rows, "INSPECTIECODE", "47")


@of_rows(sample=WIDE)
def a_total_of_candidates_below_the_sexes(rows):
    for sex, cell in (("MAN", "<5"), ("VROUW", "9"), ("TOTAAL", "9")):
        put(rows, f"EXAMENKANDIDATEN SCHOOLJAAR 2021-2022 - {sex}", cell)
    return rows


@of_rows(sample=WIDE)
def an_inspectiecode_twice_at_a_location(rows):
    return [*rows, rows[5]]


@on_disk(sample=WIDE, gets=ANSWERED)
def an_older_edition_of_the_wide_file_with_years_of_the_newer(folder):
    """What it says of 2020-2021 is revised since: the newer edition counts."""
    rows = [line.split(";") for line in text_of(WIDE.read()).replace('"', "").splitlines()]
    kept = [at for at, name in enumerate(rows[0]) if "2023-2024" not in name and "2022-2023" not in name]
    at = rows[0].index(_TOTAL.format("2020-2021"))
    of_many = [row for row in rows[1:] if row[at].isdigit() and int(row[at]) > 50][:3]
    for row in of_many:
        row[at] = str(int(row[at]) + 1)
    older = folder / "examenkandidaten-2019-2022.csv"
    older.write_bytes(in_lines([";".join(row[at] for at in kept) for row in rows]))
    return [_put(folder, WIDE.name, WIDE), older]


def _put(folder, name, sample):
    path = folder / name
    path.write_bytes(sample.read())
    return path


def _line_of_pie(rows):
    return 1 + next(at for at, row in enumerate(rows) if "PIE" in row)
