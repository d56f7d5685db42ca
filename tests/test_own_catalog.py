"""The user's own catalog: what it adds, that it only adds, and every way of being wrong with its sentence."""

import re
from pathlib import Path

import pytest

from sto_cli import load
from sto_cli.catalog import catalog, shipped, use
from tests.drawing import enrolment, enrolment_text, run, staffing, write

DOCS = Path(__file__).parents[1] / "docs"
EXAMPLES = re.findall(r"```toml\n(.*?)```", (DOCS / "catalog.md").read_text(encoding="utf-8"), flags=re.DOTALL)


@pytest.fixture(autouse=True)
def _shipped_again():
    yield
    use(None)


def own(tmp_path, text):
    return write(tmp_path / "mine.toml", text, encoding="utf-8", newline="\n")


def test_the_page_has_examples_that_are_read(tmp_path):
    use(own(tmp_path, "\n".join(EXAMPLES)))
    added = catalog()
    assert len(EXAMPLES) == 4
    assert added.profiles["TRX"].sectors == ("Techniek",)
    assert added.profile_spellings["produceren en installeren"] == "PIE"
    assert added.tracks["mavo"].grades == (3, 4)
    assert added.role_spellings["Docent"] == "teacher"
    assert added.sources["duo-01"].masks == {"<5": (1, 4), "1-4": (1, 4)}
    assert added.definitions["technical_share"]["mine"].parts[0].selection.profiles == ("PIE", "BWI")
    use(None)
    assert catalog() is shipped()


def test_a_mask_of_ones_own_bounds_the_count_and_marks_the_number(tmp_path):
    """12 boys and 8 girls of PIE, 10 and 10 of Z&W; the 8 is printed as 1-4: (12 + 1..4) ÷ (32 + 1..4)."""
    write(tmp_path / "leerlingen-2019.csv", enrolment_text().replace(";8;", ";1-4;"))
    mine = own(tmp_path, '[sources.duo-01.masks]\n"1-4" = [1, 4]\n')
    refused = run("technical-share", tmp_path / "leerlingen-2019.csv")
    found = run("technical-share", tmp_path / "leerlingen-2019.csv", "--catalog", mine, "--format", "csv")
    low, high = found.out.splitlines()[1].split(",")[8:10]
    assert (refused.code, found.code) == (3, 0)
    assert (round(float(low), 4), round(float(high), 4)) == (round(13 / 33, 4), round(16 / 36, 4))
    assert "own_catalog" in found.out


def test_a_role_of_ones_own_counts_as_that_role(tmp_path):
    file = staffing(tmp_path)
    file.write_bytes(file.read_bytes().replace(b"Onderwijsgevend personeel", b"Docent"))
    mine = own(tmp_path, '[roles.teacher]\nspellings = ["Docent"]\n')
    data = load([file], catalog=mine)
    assert set(data.staffing["role"]) >= {"teacher"}
    assert data.own_catalog is not None
    assert all(not role.startswith("?Docent") for role in data.staffing["role"])


def test_a_column_of_ones_own_is_read(tmp_path):
    text = enrolment_text().replace("ELEMENTCODE", "OPLEIDINGSCODE RIO")
    file = write(tmp_path / "leerlingen-2019.csv", text)
    mine = own(tmp_path, EXAMPLES[2])
    assert run("pupils", file).code == 3
    assert run("pupils", file, "--catalog", mine).code == 0


NEW = '[profiles.X]\nlabel = "X"\ngroup = "legacy"\nsectors = []\nspellings = ["X"]\nfrom = "2019-2020"\n'


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("profils = {}", ":1, key profils: this key does not exist; did you mean 'profiles'?"),
        ("profiles = 3", ":1, key profiles: 3 is int, but a table was expected."),
        ("[profiles]\nPIE = 3", ":2, key profiles.PIE: 3 is int, but a table was expected."),
        (
            '[profiles.PIE]\ngroup = "other"',
            ":2, key profiles.PIE.group: sto already has PIE, and a catalog can only add spellings to it; choose a new code, or write a definition.",
        ),
        ("[profiles.PIE]\nspellings = []", ":2, key profiles.PIE.spellings: it is empty; a list of texts in quotes was expected, or leave the key out."),
        ("[profiles.PIE]\nspellings = [3]", ":2, key profiles.PIE.spellings: 3 is int, but text in quotes was expected."),
        ('[profiles.PIE]\nspellings = ["groen"]', ":2, key profiles.PIE.spellings: 'groen' is already Groen."),
        (NEW.replace('label = "X"\n', ""), ":1, key profiles.X.label: it is missing; add it."),
        (NEW.replace('"legacy"', '"legaci"'), ":3, key profiles.X.group: 'legaci' does not exist; did you mean 'legacy'?"),
        (
            NEW.replace('"2019-2020"', '"2019-2021"'),
            ":6, key profiles.X.from: '2019-2021' is not a school year: 2021 does not follow 2019; write 2019-2020 or 2019.",
        ),
        (NEW.replace("sectors", "sector"), ":4, key profiles.X.sector: this key does not exist; did you mean 'sectors'?"),
        (
            '[tracks.X]\nlabel = "X"\nspellings = ["X"]\ngrades = [7]',
            ":4, key tracks.X.grades: '7' does not exist; choose from 1, 2, 3, 4, 5, 6.",
        ),
        (
            '[tracks.X]\nlabel = "X"\nspellings = ["X"]\ngrades = [3]\nat_vavo = "y"',
            ":5, key tracks.X.at_vavo: 'y' does not exist; choose from",
        ),
        ('[provinces]\nZeeland = ["Utrecht"]', ":2, key provinces.Zeeland: 'Utrecht' is already Utrecht."),
        ('[sources.duo-01.masks]\n"<5" = [1, 5]', ":2, key sources.duo-01.masks.<5: sto reads it as 1 to 4, and a catalog cannot change that."),
        (
            '[sources.duo-01.masks]\n"x" = [0, 4]',
            ":2, key sources.duo-01.masks.x: [0, 4] is not a range; the lowest and the highest value were expected, such as [1, 4].",
        ),
        (
            '[sources.duo-01.masks]\n"0" = [1, 4]',
            ":2, key sources.duo-01.masks.0: a blank or a 0 cannot be a mask; name what the file prints instead of a small count.",
        ),
        ("[sources.duo-1]\nmasks = {}", "key sources.duo-1: this key does not exist; did you mean 'duo-01'?"),
        ('[sources.duo-01.headers]\nelement = ["X"]', ":2, key sources.duo-01.headers.element: this key does not exist; did you mean 'element_"),
        (
            '[sources.duo-01.headers]\nelement_code = ["afdeling"]',
            ":2, key sources.duo-01.headers.element_code: 'afdeling' is already programme.",
        ),
        (
            '[sources.duo-01.headers]\nelement_code = ["RIO {year}"]',
            ":2, key sources.duo-01.headers.element_code: 'RIO {year}' does not fit this column; {year} is for a column that each year has.",
        ),
        (
            '[definitions.technical_share.letter]\nlabel = "x"',
            "key definitions.technical_share.letter: sto already has a definition with that name; choose another.",
        ),
        (
            '[definitions.technical_share.mine]\nlabel = "x"\nsource = "x"\nparts.x = { label = "x", profiles = ["XX"] }',
            ":4, key definitions.technical_share.mine.parts.x.profiles: 'XX' does not exist; choose from BWI, PIE, M&T,",
        ),
    ],
    ids=lambda value: str(value)[:50],
)  # fmt: skip
def test_a_catalog_that_is_wrong_is_refused_with_line_and_key(tmp_path, text, sentence):
    mine = own(tmp_path, text)
    found = run("pupils", enrolment(tmp_path), "--catalog", mine)
    assert (found.code, found.out) == (2, "")
    assert found.err.startswith(f"sto: {mine}:")
    assert sentence in found.err


def test_all_mistakes_are_told_at_once(tmp_path):
    mine = own(tmp_path, 'x = 1\n[roles.teacher]\nlabel = "x"\n[sources.duo-01.masks]\n"x" = 3\n')
    lines = run("pupils", enrolment(tmp_path), "--catalog", mine).err.splitlines()
    assert lines[0] == f"sto: {mine}: 3 mistakes."
    assert [re.search(r"toml:([0-9]+),", line)[1] for line in lines[1:]] == ["1", "3", "5"]


def test_a_catalog_that_is_not_there_or_no_toml_is_refused(tmp_path):
    file = enrolment(tmp_path)
    absent = run("pupils", file, "--catalog", tmp_path / "none.toml")
    assert (
        absent.code,
        "the catalog cannot be read (No such file or directory); check the spelling." in absent.err,
    ) == (2, True)
    broken = run("pupils", file, "--catalog", own(tmp_path, "[profiles"))
    assert (broken.code, "not valid TOML" in broken.err) == (2, True)


def test_definitions_says_that_it_is_catalog_now(tmp_path):
    found = run("pupils", enrolment(tmp_path), "--definitions", "mine.toml")
    assert found.code == 2
    assert found.err == (
        "sto: --definitions mine.toml: your own definitions belong in the file of --catalog, or of catalog in sto.toml, as "
        "tables [definitions.INDICATOR.NAME].\n"
    )


def test_a_technical_profile_of_ones_own_leaves_the_five_what_they_are(tmp_path):
    """--technical counts others in the place of the five that definitions name."""
    write(
        tmp_path / "own.toml",
        '[profiles.XX]\nlabel = "Extra"\ngroup = "technical"\nsectors = ["Techniek"]\nspellings = ["extra"]\n'
        'from = "2016-2017"\nsource = "own"\n',
    )
    enrolment(tmp_path)
    asked = ["technical-share", tmp_path, "--technical", "Z&W", "--format", "csv"]
    own, plain = (run(*asked, *more) for more in (["--catalog", tmp_path / "own.toml"], []))
    assert (own.code, plain.code) == (0, 0), own.err
    assert [line.split(",")[2:9] for line in own.out.splitlines()] == [
        line.split(",")[2:9] for line in plain.out.splitlines()
    ]
