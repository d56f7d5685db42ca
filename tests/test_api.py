"""The public API: what the page shows runs, and every name of it is there."""

import re
from pathlib import Path

import pytest

import sto_cli
from sto_cli.errors import UsageError
from tests.drawing import PUPILS, enrolment

TOP = Path(__file__).parent.parent
PAGE = (TOP / "docs" / "python.md").read_text(encoding="utf-8")
CODE = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


def test_the_page_runs_as_it_stands(monkeypatch, capsys):
    """Each line with an answer behind `# prints:` gives that answer."""
    monkeypatch.chdir(TOP)
    names: dict[str, object] = {}
    expected = []
    for block in CODE:
        exec(block, names)  # noqa: S102  # our own page
        expected += re.findall(r"# prints: (.*)", block)
    assert expected
    assert [line for line in capsys.readouterr().out.splitlines() if line] == expected


@pytest.mark.parametrize("name", sto_cli.__all__)
def test_every_public_name_is_there_and_explained(name):
    assert getattr(sto_cli, name) is not None
    if name[0] not in {"_", "S"} or name == "StoError":
        assert getattr(sto_cli, name).__doc__


def test_a_name_that_is_none_is_an_attribute_error():
    with pytest.raises(AttributeError, match="has no attribute 'nonsense'"):
        _ = sto_cli.nonsense


YEARS = [2019, "2019", "2019-2020", "2019/20", " 2019 "]
NO_YEARS = [None, 2019.0, True, "banana", "20199", 20199, "2019-2021", "", b"2019", ["2019"]]


@pytest.mark.parametrize("year", YEARS)
def test_a_year_is_taken_in_every_way_of_writing_it(year, tmp_path):
    question = sto_cli.ask("technical_share", years=[year, 2020])
    assert question.years == ("2019-2020", "2020-2021")
    assert sto_cli.ask("technical_share", years=year).years == ("2019-2020",)
    assert sto_cli.ask("technical_share", change=(year, 2020)).change == ("2019-2020", "2020-2021")
    assert [asked.years for asked in sto_cli.readings("vmbo_share", years=[year])] == [("2019-2020",)] * 2
    few = ("00AA", "00", "KL", "Groen", "6721", {"3m": 3})
    file = enrolment(tmp_path, [*PUPILS, few]).rename(tmp_path / "a.csv")
    given = {"a.csv": year}
    data = sto_cli.load([file], file_years=given)
    assert data.files[0].school_years == ("2019-2020",)
    (inspected,) = sto_cli.inspect_files([file], encoding=None, file_years=given)
    assert inspected.report.school_years == ("2019-2020",)
    assert {*sto_cli.calibrate([file], encoding=None, file_years=given)["source_year"]} == {"2019-2020"}
    assert {*sto_cli.report(data, years=[year])[0].result.frame["school_year"]} == {"2019-2020"}


@pytest.mark.parametrize("year", NO_YEARS)
def test_what_is_no_year_is_refused_with_a_sentence(year, tmp_path):
    file = enrolment(tmp_path)
    given = {file.name: year}
    data = sto_cli.load([file])
    for refused in (
        lambda: sto_cli.ask("technical_share", years=[2019, year]),
        lambda: sto_cli.ask("technical_share", change=(2018, year)),
        lambda: sto_cli.readings("vmbo_share", years=[year]),
        lambda: sto_cli.load([file], file_years=given),
        lambda: sto_cli.inspect_files([file], encoding=None, file_years=given),
        lambda: sto_cli.calibrate([file], encoding=None, file_years=given),
        lambda: sto_cli.report(data, years=[year]),
    ):
        with pytest.raises(UsageError, match="is no school year"):
            refused()


@pytest.mark.parametrize("change", ["2019-2020", (2019,), (2019, 2020, 2021), (), 2019])
def test_a_change_is_from_one_year_to_another(change):
    with pytest.raises(UsageError, match=r"a change is from one school year to another, and .* was given"):
        sto_cli.ask("technical_share", change=change)


def test_a_mistake_is_a_sto_error_that_says_what_to_do():
    with pytest.raises(sto_cli.StoError, match="choose from"):
        sto_cli.ask("technical_share", by=["nonsense"])
