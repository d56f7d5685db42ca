"""The public API: what the page shows runs, and every name of it is there."""

import re
from pathlib import Path

import pytest

import sto_cli
from sto_cli import UsageError
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


def test_the_module_lists_its_public_names():
    assert dir(sto_cli) == sorted(sto_cli.__all__)
    assert {"ask", "load", "UsageError", "InputError", "StoError"} <= {*dir(sto_cli)}


@pytest.mark.parametrize("name", sto_cli.__all__)
def test_every_public_name_is_there_and_explained(name):
    assert getattr(sto_cli, name) is not None
    if name[0] not in {"_", "S"} or name == "StoError":
        assert getattr(sto_cli, name).__doc__


def test_a_name_that_is_none_is_an_attribute_error():
    with pytest.raises(AttributeError, match="has no attribute 'nonsense'"):
        _ = sto_cli.nonsense


# --- QUESTIONS ---


@pytest.fixture(scope="module")
def sample():
    return sto_cli.load(sample=True)


def test_the_data_answer_a_question_at_once(sample):
    """The example of the module, with the share of each year and their difference."""
    found = sto_cli.ask(
        sample, "technical_share", by="province", where={"province": "Utrecht"}, years=2019, change=(2018, 2019)
    ).frame
    levels = dict(found.filter(unit="share").select("school_year", "value").rows())
    (change,) = found.filter(unit="pp")["low"]
    assert levels.keys() == {"2018-2019", "2019-2020"}
    assert found["province"].unique().to_list() == ["Utrecht"]
    assert change is None  # 2018 lies across the series break


@pytest.mark.parametrize(
    ("one", "several"),
    [
        ({"by": "province"}, {"by": ["province"]}),
        ({"where": {"province": "Utrecht"}}, {"where": {"province": ["Utrecht"]}}),
        ({"where": {"grade": 3}}, {"where": {"grade": ("3",)}}),
        ({"years": 2019}, {"years": ["2019-2020"]}),
    ],
)
def test_one_may_stand_for_a_list_of_one(one, several):
    assert sto_cli.question("technical_share", **one) == sto_cli.question("technical_share", **several)


def test_a_text_may_be_a_list_and_a_value_may_hold_a_comma():
    where = {"profile": "Bouwen, wonen en interieur, PIE"}
    assert sto_cli.question("technical_share", where=where).where == {"profile": ("BWI", "PIE")}


@pytest.mark.parametrize("where", ["province=Utrecht", ["province=Utrecht"]])
def test_text_is_no_filter_in_python(where):
    with pytest.raises(UsageError, match="where takes a mapping"):
        sto_cli.question("technical_share", where=where)


# --- FILES ---


def test_a_path_is_a_text_or_a_path_alone_or_in_a_list(tmp_path):
    file = enrolment(tmp_path, [*PUPILS], year="2019")
    named = [tmp_path, str(tmp_path), [file], [str(file)], (name for name in [str(file)])]
    frames = [sto_cli.facts(sto_cli.load(each)) for each in named]
    assert all(frame.equals(frames[0]) for frame in frames)
    assert frames[0].height > 0
    assert sto_cli.inspect_files(str(file))[0].report
    assert sto_cli.calibrate(str(file)).equals(sto_cli.calibrate([file]))
    assert sto_cli.share(str(file))[0].header
    assert "[[input]]" in sto_cli.draft_config(str(tmp_path), str(tmp_path))


def test_a_run_leaves_the_folder_one_is_in(tmp_path, monkeypatch):
    """Results name inputs as seen from the configuration, wherever it is run from."""
    home, job = tmp_path / "home", tmp_path / "job"
    home.mkdir()
    job.mkdir()
    file = enrolment(job, [*PUPILS], year="2019")
    config = job / "sto.toml"
    config.write_text(f'claims = ["letter"]\n[[input]]\nfiles = ["{file.name}"]\n', encoding="utf-8")
    manifests = []
    for here, name in ((home, str(config)), (job, "sto.toml")):
        monkeypatch.chdir(here)
        found = sto_cli.run(sto_cli.read_config(name), str(tmp_path / "results"))
        manifests.append((found.folder / "manifest.json").read_bytes())
        assert Path.cwd() == here
    assert manifests[0] == manifests[1]
    assert f'"name": "{file.name}"'.encode() in manifests[0]
    assert len(repr(found).splitlines()) <= 10


# --- WHAT A PYTHON PROMPT SHOWS ---


def test_an_object_is_shown_in_at_most_ten_lines(sample):
    claims = sto_cli.load_claims("letter")
    checked = sto_cli.check(sample, claims)
    shown = [
        sample,
        claims,
        checked,
        checked.checks[0],
        sto_cli.question("technical_share"),
        sto_cli.ask(sample, "technical_share", by="province"),
        *sto_cli.report(sample),
        sto_cli.flows(sample, sto_cli.question("profile_count")),
        sto_cli.decompose(sample, sto_cli.question("technical_share", change=(2019, 2023)), "sex"),
        sto_cli.cover(checked, sto_cli.read_document(TOP / "sample_data" / "letter.md"), "letter.md")[1],
    ]
    for each in shown:
        assert len(repr(each).splitlines()) <= 10, repr(each)
        assert len(repr(each)) <= 1500, repr(each)
    assert "technical-share-2020, '19,2%': confirmed" in repr(checked)
    assert "technical Utrecht 2019-2020: 0.096" in repr(
        sto_cli.ask(sample, "technical_share", where={"province": "Utrecht"}, by="province", years=2019)
    )


# --- YEARS ---

YEARS = [2019, "2019", "2019-2020", "2019/20", " 2019 "]
NO_YEARS = [None, 2019.0, True, "banana", "20199", 20199, "2019-2021", "", b"2019", ["2019"]]


@pytest.mark.parametrize("year", YEARS)
def test_a_year_is_taken_in_every_way_of_writing_it(year, tmp_path):
    question = sto_cli.question("technical_share", years=[year, 2020])
    assert question.years == ("2019-2020", "2020-2021")
    assert sto_cli.question("technical_share", years=year).years == ("2019-2020",)
    assert sto_cli.question("technical_share", change=(year, 2020)).change == ("2019-2020", "2020-2021")
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
        lambda: sto_cli.question("technical_share", years=[2019, year]),
        lambda: sto_cli.question("technical_share", change=(2018, year)),
        lambda: sto_cli.readings("vmbo_share", years=[year]),
        lambda: sto_cli.load([file], file_years=given),
        lambda: sto_cli.inspect_files([file], encoding=None, file_years=given),
        lambda: sto_cli.calibrate([file], encoding=None, file_years=given),
        lambda: sto_cli.report(data, years=[year]),
    ):
        with pytest.raises(UsageError, match="is not a school year"):
            refused()


@pytest.mark.parametrize("change", ["2019-2020", (2019,), (2019, 2020, 2021), (), 2019])
def test_a_change_is_from_one_year_to_another(change):
    with pytest.raises(UsageError, match=r"a change needs two school years, but .* was given"):
        sto_cli.question("technical_share", change=change)


def test_a_mistake_is_a_sto_error_that_says_what_to_do():
    with pytest.raises(sto_cli.StoError, match="choose from"):
        sto_cli.question("technical_share", by=["nonsense"])
