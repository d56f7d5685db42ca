"""Which two years are set against each other, and what a series break of pupils does not touch."""

from __future__ import annotations

import pytest

from sto_cli.measuring.measure import longest_change, measure
from sto_cli.measuring.question import ask
from sto_cli.reading.load import load
from tests.generated import draw_pupils, draw_staff, write_pupils, write_staff


def pupils(folder, **years):
    """Write a file for each year, `y2018="broken"`: half of its pupils are in a legacy afdeling there."""
    for year, kind in years.items():
        other = "Bouwtechniek" if kind == "broken" else "Z&W"
        rows = draw_pupils(f"location  track  profile  3 boys\n00AA00  BB  PIE  50\n00AA00  BB  {other}  50")
        write_pupils(folder, rows, year=f"{year[1:]}-{int(year[1:]) + 1}")
    return load([folder])


@pytest.mark.parametrize(
    ("years", "change"),
    [
        ({"y2019": "whole", "y2021": "whole", "y2023": "whole"}, ("2019-2020", "2023-2024")),
        ({"y2018": "broken", "y2019": "whole", "y2021": "whole", "y2023": "whole"}, ("2019-2020", "2023-2024")),
        # with one year that can be compared, or none, the refusal is shown rather than nothing
        ({"y2017": "broken", "y2018": "broken", "y2019": "whole"}, ("2017-2018", "2019-2020")),
        ({"y2017": "broken", "y2018": "broken"}, ("2017-2018", "2018-2019")),
        ({"y2019": "whole"}, None),
    ],
)
def test_the_longest_change_is_between_years_that_can_be_compared(tmp_path, years, change):
    assert longest_change(pupils(tmp_path, **years), ask("technical_share")) == change


STAFF = "brin  role  profile  FTE'S 2018  FTE'S 2023\n00AA  teacher  PIE  {}  15,0"


def test_a_series_break_of_pupils_is_none_of_staff(tmp_path):
    write_staff(tmp_path, draw_staff(STAFF.format("10,0")))
    data = pupils(tmp_path, y2018="broken", y2023="whole")
    result = measure(data, ask("fte_change", change=("2018-2019", "2023-2024")))
    row = next(row for row in result.frame.iter_rows(named=True) if row["from_year"] and row["part"] == "technical")
    assert result.broken == {}
    assert (row["value"], row["reason"]) == (0.5, None)


def test_an_institution_without_staff_in_a_year_has_an_fte_of_0_there(tmp_path):
    for year, brin in (("2018", "00AA"), ("2023", "00BB")):
        (tmp_path / year).mkdir()
        write_staff(tmp_path / year, draw_staff(f"brin  role  profile  FTE'S {year}\n{brin}  teacher  PIE  10,0"))
    frame = measure(
        load([tmp_path / "2018", tmp_path / "2023"]), ask("fte_change", definition="total", by=["brin"])
    ).frame
    found = {(row["brin"], row["school_year"][:4]): (row["low"], row["high"]) for row in frame.iter_rows(named=True)}
    assert found == {
        ("00AA", "2018"): (10, 10),
        ("00AA", "2023"): (0, 0),
        ("00BB", "2018"): (0, 0),
        ("00BB", "2023"): (10, 10),
    }


def test_a_result_names_what_it_is_cut_by(tmp_path):
    data = pupils(tmp_path, y2019="whole")
    assert measure(data, ask("technical_share", by=["province"])).groups == ["province"]
    assert measure(data, ask("technical_share")).groups == []
