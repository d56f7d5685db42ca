"""Small counts that somebody handled: what an honest file never shows is refused, read as a mask, or noted."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from sto_cli.catalog import catalog
from sto_cli.errors import InputError
from sto_cli.reading import codes, handled, paths, text
from sto_cli.reading.file import file_of as recognised
from sto_cli.reading.load import load, sample_files
from sto_cli.reading.rows import rows_of
from sto_cli.reading.unpack import unpack
from tests.drawing import enrolment

DUO = Path(__file__).parents[2] / "shared" / "duo"
has_duo = pytest.mark.skipif(not DUO.is_dir(), reason="the real DUO files are not part of the project, and not here")


def file_of(folder, counts):
    """Draw a file of one count a row, each at a location of its own."""
    rows = [
        (f"{number // 90:02}AA", f"{number % 90:02}", "KL", "PIE", "6121", {"3m": count})
        for number, count in enumerate(counts)
    ]
    return enrolment(folder, rows)


def notes(folder, counts):
    return [str(note) for note in load([file_of(folder, counts)]).files[0].notes]


def refused(folder, counts):
    with pytest.raises(InputError) as error:
        load([file_of(folder, counts)])
    return str(error.value)


HONEST = [1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 13]


@pytest.mark.parametrize("counts", [HONEST * 20, [6, 7, 8] * 4, [11, 13] * 100, [5, 10, 20, 30], [4, 12, 7]])
def test_an_honest_file_is_believed_without_a_word(tmp_path, counts):
    assert notes(tmp_path, counts) == []


def test_without_any_small_count_sixty_of_5_to_9_are_too_many(tmp_path):
    assert "1, 2, 3 and 4 do not occur, against 60 counts of 5 to 9" in refused(tmp_path, [5, 6, 7, 8, 9, 12] * 12)
    (note,) = notes(tmp_path, [5, 6, 7, 8, 9, 12] * 11)
    assert note.startswith("1, 2, 3 and 4 do not occur, against 55 counts of 5 to 9")


@pytest.mark.parametrize("count", [1, 2, 3])
def test_one_small_count_alone_is_a_mask_that_somebody_turned_into_a_number(tmp_path, count):
    said = f"only {count} of 1, 2, 3 and 4 occurs, 30 times, against 30 counts of 5 to 9"
    assert said in refused(tmp_path, [count, 7] * 30)
    (note,) = notes(tmp_path, [count, 7] * 29)
    assert "29 times" in note


def test_only_4_is_a_mask_of_1_to_4(tmp_path):
    """20 masked cells and 20 counts of 7: 140 pupils and 20 to 80 more."""
    data = load([file_of(tmp_path, [4, 7] * 20)])
    assert (data.enrolment["low"].sum(), data.enrolment["high"].sum(), data.files[0].masked_cells) == (160, 220, 20)
    assert data.mask_ranges({"enrolment"}) == [(1, 4)]
    (note,) = data.files[0].notes
    assert "only 4 of 1, 2, 3 and 4 occurs, 20 times, against 20 counts of 5 to 9" in str(note)


def test_fewer_4s_are_counts_with_a_note(tmp_path):
    data = load([file_of(tmp_path, [4, 7] * 19)])
    assert (data.enrolment["low"].sum(), data.enrolment["high"].sum()) == (209, 209)
    assert "only 4 of 1, 2, 3 and 4 occurs, 19 times" in str(data.files[0].notes[0])


def test_without_a_1_eleven_of_2_to_4_are_noted(tmp_path):
    """Honest extracts of the real files, by school, place or code, reach 10."""
    (note,) = notes(tmp_path, [2, 3, 7] * 6)
    assert note.startswith("1 does not occur, against 12 counts of 2 to 4;")
    assert notes(tmp_path, [2, 3, 7] * 5) == []


def test_a_cell_of_ten_thousand_pupils_is_noted(tmp_path):
    (note,) = notes(tmp_path, [*HONEST, 10_000])
    assert note == "a cell holds 10,000 pupils; check whether that count is right."
    assert notes(tmp_path, [*HONEST, 9_999]) == []


def test_forty_multiples_of_5_are_rounded(tmp_path):
    assert "all 40 counts above 0 are multiples of 5" in refused(tmp_path, [5, 10, 15, 20] * 10)
    (note,) = notes(tmp_path, [5, 10, 15, 20] * 9)
    assert note.startswith("all 36 counts above 0 are multiples of 5")


def test_a_file_with_masks_is_not_judged(tmp_path):
    assert notes(tmp_path, ["<5", *[5, 6, 7, 8, 9] * 20]) == []


@has_duo
@pytest.mark.parametrize("name", ["2017-2018", "2019"])
@pytest.mark.parametrize("column", ["brin", "place", "province"])
def test_real_files_and_honest_extracts_of_them_pass_without_a_word(name, column):
    entry = paths.find([DUO / f"01.-leerlingen-vo-per-vestiging-naar-onderwijstype-{name}.csv"])[0]
    (piece,) = unpack(entry, catalog())
    file = recognised(text.text_of(piece), catalog(), {})
    rows = codes.tidied(file, rows_of(file).frame)
    for extract in [rows, *rows.partition_by(column)]:
        assert handled.judged(file, extract) == (file, ()), extract[column][0]


def test_the_sample_passes():
    assert [
        note for report in load(sample_files()).files for note in report.notes if "1, 2, 3 and 4" in str(note)
    ] == []


# --- 01VOINS ---

VOINS = "BRIN NUMMER,VESTIGINGSNUMMER,ONDERWIJSTYPE VO EN LEER- OF VERBLIJFSJAAR,VMBO SECTOR,AFDELING,SCHOOLJAAR,LEERJAAR,AANTAL LEERLINGEN"


def voins(folder, counts):
    lines = [f"{number:02}AA,00,VMBO KL lj 3-4,Techniek,PIE,2018,3,{count}" for number, count in enumerate(counts)]
    (folder / "01voins.csv").write_text("\n".join([VOINS, *lines]) + "\n")
    return load([folder / "01voins.csv"]).enrolment.select(pl.col("low", "high").sum()).row(0)


def test_a_4_of_01voins_is_1_to_4_unless_1_to_3_occur(tmp_path):
    """4, 4 and 7 are 9 to 15 pupils; with a 2 they are 17."""
    assert voins(tmp_path, [4, 4, 7]) == (9, 15)
    assert voins(tmp_path, [4, 4, 7, 2]) == (17, 17)


def test_another_number_for_a_mask_of_01voins_is_refused(tmp_path):
    with pytest.raises(InputError, match="1, 2, 3 and 4 do not occur"):
        voins(tmp_path, [5] * 70 + [6, 7, 11])
