"""`check --write` with data: each number gets the question that its words allow and that gives it, as a draft."""

from __future__ import annotations

import json
import re
import tomllib
from fractions import Fraction
from pathlib import Path

import pytest

import sto_cli
from sto_cli.claims.check import check_claims
from sto_cli.claims.file import parse
from sto_cli.claims.proposals import _years, parsed, tolerance
from sto_cli.claims.seen import plain
from sto_cli.cli.main import main
from sto_cli.errors import ExitCode
from sto_cli.reading.load import sample_folder

NOTE = """
Op 1 oktober 2019 koos 27,6% van de leerlingen in Drenthe een technisch profiel.
In Zeeland waren er in 2019-2020 in totaal 1.240 leerlingen.
In de basisberoepsgerichte leerweg koos in 2019-2020 24,0% techniek.
Van de leerlingen in de techniek was in 2019-2020 8,8% een meisje.
In 2019-2020 boden 33 vestigingen het profiel PIE aan.
Tussen 2018-2019 en 2023-2024 groeide het aantal fte aan technische docenten met veertien procent.
In 2023-2024 was 23% van de docenten techniek zij-instromer.
In Overijssel koos in 2019-2020 38% van de leerlingen techniek.
In 2019-2020 telde het land 21.500 leerlingen.
"""
MEANT = {
    "27,6%": ("technical_share", {"province": ["Drenthe"]}),
    "1.240": ("pupil_count", {"province": ["Zeeland"]}),
    "24,0%": ("technical_share", {"track": ["BB"]}),
    "8,8%": ("girls_share", {}),
    "33": ("profile_count", {"profile": ["PIE"]}),
    "veertien procent": ("fte_change", {}),
    "23%": ("side_entrant_rate", {}),
}
"""What the sample gives: 58 ÷ 210, 1,240, 1,714 ÷ 7,150, 340 ÷ 3,883, 33, 410.4 ÷ 360.0 − 1, and 133 ÷ 580."""
FALSE = {"38%": "31.33%", "21.500": "20,214"}
"""Numbers that nothing gives, with what the sample has in their place: 669 ÷ 2,135, and 20,214."""


@pytest.fixture(scope="module")
def drafted():
    return sto_cli.draft_claims(plain(NOTE), "note.txt", sto_cli.load(sample_folder()))


def test_the_first_proposal_is_what_was_meant(drafted):
    claims = {claim["printed"]: claim for claim in tomllib.loads(drafted)["claim"]}
    first = {said: (claims[said].get("indicator"), claims[said].get("where", {})) for said in MEANT}
    assert first == MEANT
    assert all(claim["draft"] and claim["definition_basis"] == "assumed" for claim in map(claims.get, MEANT))
    assert claims["veertien procent"]["reads_as"] == "stijging van veertien procent"


def test_a_false_number_stands_beside_the_nearest_true_one(drafted):
    blocks = {tomllib.loads(block)["printed"]: block for block in drafted.split("[[claim]]")[1:]}
    for said, true in FALSE.items():
        assert "indicator" not in tomllib.loads(blocks[said])
        assert next(line for line in blocks[said].splitlines() if "nearest that does not" in line).endswith(f"= {true}")


def test_a_draft_is_undecidable_until_a_person_removes_the_line(drafted, tmp_path, capsys):
    kept = "[[claim]]".join(block for block in drafted.split("[[claim]]") if "\n# indicator" not in block)
    data = sto_cli.load(sample_folder())
    drafts = check_claims(data, parse(kept.encode(), "drafts.toml"))
    assert {(str(check.verdict), str(check.cause)) for check in drafts.checks} == {("undecidable", "draft")}
    assert drafts.exit_code(()) == ExitCode.FINDING
    lines = [line for line in kept.splitlines() if not line.startswith("draft")]
    read = check_claims(data, parse("\n".join(lines).encode(), "read.toml"))
    assert {str(check.verdict) for check in read.checks} == {"confirmed"}
    (tmp_path / "drafts.toml").write_text(kept, encoding="utf-8")
    for fails in ("contradicted", "none"):
        assert main(["check", str(tmp_path / "drafts.toml"), "--sample", "--fail-on", fails]) == ExitCode.FINDING
        assert "is a draft that nobody has read" in capsys.readouterr().out


def test_equal_numbers_are_told_apart_by_the_words_before():
    text = plain("Het kromp met 11% en het ging van 11% naar 23%.")
    found = tomllib.loads(sto_cli.draft_claims(text, "note.txt"))["claim"]
    assert [(claim["printed"], claim.get("near")) for claim in found] == [
        ("11%", "Het kromp met"),
        ("11%", "het ging van"),
        ("23%", None),
    ]


def test_a_number_that_also_stands_there_as_a_date_is_told_from_it():
    """Alone in a cell 2019 may be a size; the first 2019 is that of a date."""
    text = plain("Op 1 oktober 2019 was het zover.\n\nJaar\n\n2019\n\nAandeel")
    found = tomllib.loads(sto_cli.draft_claims(text, "note.txt"))["claim"]
    assert [(claim["printed"], claim["near"]) for claim in found] == [("2019", "het zover. Jaar")]


@pytest.mark.parametrize(
    ("said", "written"),
    [("de helft", "1/20"), ("circa 20%", "1/20"), ("verdubbeld", "1/20"), ("verdrievoudigd", "1/40"), ("vertienvoudigd", "1/180"), ("circa 250%", "1/50"), ("circa 400", "1/20")],
)  # fmt: skip
def test_the_tolerance_of_a_draft_is_a_twentieth_and_5_points_at_most(said, written):
    """Trebled is +200%, of which a twentieth is 10 points: a fortieth is 5."""
    unit = "count" if said == "circa 400" else "pct_change"
    number = parsed(said, unit)
    assert tolerance(number) == written
    assert number.high - number.value == abs(number.value) * Fraction(written)


@pytest.mark.parametrize(
    ("sentence", "meant"),
    [
        ("in 2020", ["2019-2020", "2020-2021"]),
        ("in 2019-2020", ["2019-2020"]),
        ("in 2019/20", ["2019-2020"]),
        ("op 1 oktober 2019", ["2019-2020"]),
        ("van 2018-2023", ["2017-2018", "2018-2019", "2022-2023", "2023-2024"]),
        ("ooit", []),
    ],
)
def test_a_calendar_year_may_be_two_school_years(sentence, meant):
    assert _years(sentence) == meant


def test_what_the_words_do_not_say_is_left_open():
    drafted = sto_cli.draft_claims(
        plain("Er zijn 74 regio's en het duurt vijf jaar."), "n", sto_cli.load(sample_folder())
    )
    assert drafted.count("do not say what a file of DUO could give") == 2
    assert json.loads(json.dumps(tomllib.loads(drafted)["claim"][0])) == {"id": "number-1", "printed": "74"}


@pytest.mark.parametrize("page", ["texts.md", "texts.nl.md"])
def test_the_page_prints_what_its_commands_give(page, tmp_path, monkeypatch, capsys):
    """The first commands of the page, run on its own note and on the sample."""
    text = (Path(__file__).parents[1] / "docs" / page).read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    Path("note.md").write_text(re.findall(r"```text\n(.*?)```", text, re.DOTALL)[0], encoding="utf-8")
    write, check, *_ = re.findall(r"```sh\n(.*?)\n```", text, re.DOTALL)
    assert main(write.split()[1:]) == ExitCode.FINE
    drafted = Path("claims.toml").read_text(encoding="utf-8")
    for block in re.findall(r"```toml\n(.*?)```", text, re.DOTALL):
        assert [line for line in block.splitlines() if line not in drafted] == []
    assert "31,33%" in drafted or "31.33%" in drafted
    done = [block for block in drafted.split("[[claim]]") if "\n# indicator" not in block]
    lines = [line for line in "[[claim]]".join(done).splitlines() if not line.startswith("draft")]
    Path("claims.toml").write_text("\n".join(lines), encoding="utf-8")
    assert main([*check.replace(" --strict", "").replace("duo/", "--sample").split()[1:]]) == ExitCode.FINE
    capsys.readouterr()
