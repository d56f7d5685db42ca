"""Sixty ways in which nothing can be checked or a claim cannot hold: none exits with 0.

Each way is drawn here in full: what lies in the folder, what the command, the composite action, the pre-commit hook
or the yearly run is given, the exit codes that are right, and often a word of the reason. Beside them stand controls
that are green, in the same forms, so that the table cannot be satisfied by refusing everything.
"""

import contextlib
import json
import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest
import yaml

from tests import IS_PROOF, drawing

ROOT = Path(__file__).resolve().parents[1]

# --- WHAT LIES IN THE FOLDER ---

HEADER = ";".join(
    (
        "BRIN NUMMER;VESTIGINGSNUMMER;INSTELLINGSNAAM VESTIGING;PLAATSNAAM VESTIGING;PROVINCIE VESTIGING",
        "ONDERWIJSTYPE VO EN LEER- OF VERBLIJFSJAAR;VMBO SECTOR;AFDELING;ELEMENTCODE;OPLEIDINGSNAAM",
        *(f"LEER- OF VERBLIJFSJAAR {grade} - {sex}" for grade in range(1, 7) for sex in ("MAN", "VROUW")),
    )
)
SCHOOL = "90AA;00;Het Voorbeeld;ASSEN;Drenthe"
TECHNICAL = "VMBO BL lj 3-4;Techniek;Produceren, installeren en energie;6111;VMBO BB Produceren, installeren en energie"
OTHER = "VMBO KL lj 3-4;Economie;Economie en ondernemen;6421;VMBO KB Economie en ondernemen"
ROUTE = "VMBO BL lj 3-4;Techniek;Vakmanschapsroute Techniek;4511;VMBO BB Vakmanschapsroute Techniek Niveau-2"

STAFF = """\
ONDERWIJSTYPE;BEVOEGD GEZAG;INSTELLINGSCODE;FUNCTIEGROEP;PROFIEL;PERSONEN 2018;PERSONEN 2019;FTE'S 2018;FTE'S 2019;\
ZIJ-INSTROMERS 2018;ZIJ-INSTROMERS 2019
VO;99100;90AA;Onderwijsgevend personeel;Bouwen, wonen en interieur;10;11;7,3;7,7;1;2
VO;99100;90AA;Onderwijsgevend personeel;Economie en ondernemen;20;19;15,2;14,1;1;2
"""


def enrolment(*rows):
    """A file in DUO's layout of 2019: each row a programme and its boys and girls of grades 3 and 4."""
    return "\n".join([HEADER, *(f"{SCHOOL};{programme};0;0;0;0;{counts};0;0;0;0" for programme, counts in rows), ""])


# 71 of 200 pupils are technical (35.5%), and a year later 75 of 200 (37.5%): a rise of 2 percentage points.
COUNT_OF_2019 = enrolment((TECHNICAL, "31;5;30;5"), (OTHER, "40;25;39;25"))
COUNT_OF_2020 = enrolment((TECHNICAL, "32;6;31;6"), (OTHER, "38;24;39;24"))
MASKED = enrolment((TECHNICAL, "<5;<5;<5;<5"), (OTHER, "<5;<5;12;<5"))
ONE_ROW_WRONG = enrolment((TECHNICAL, "31;5;30;5"), (OTHER, "40;25;39;25"), (ROUTE, "7;veel;6;5"))
BEFORE_THE_BREAK = enrolment((TECHNICAL, "20;5;20;5"), (OTHER, "40;20;30;10"), (ROUTE, "20;5;20;5"))


def claims(*tables):
    return "\n".join(['title = "Proef"\n\n[source]\ntitle = "Proef"\n', *tables])


def claim(printed, indicator="technical_share", **keys):
    """One claim, of the share in 2019-2020 unless it says otherwise."""
    keys = {"id": "proef", "printed": printed, "indicator": indicator, "definition": "letter"} | keys
    if "from" not in keys:
        keys.setdefault("year", "2019-2020")
    keys["definition_basis"] = "stated"
    return "[[claim]]\n" + "".join(f"{key} = {json.dumps(it, ensure_ascii=False)}\n" for key, it in keys.items())


def change(printed, **keys):
    return claim(printed, **{"from": "2019-2020", "to": "2020-2021"}, **keys)


def technical_pupils(printed, **keys):
    return claim(printed, "pupil_count", definition="technical", **keys)


TRUE = claims(claim("35,5%"))
FALSE = claims(claim("45,5%"))
TRUE_OF_THE_SAMPLE = claims(claim("19,2%"))
SEVENTY_ONE = claims(technical_pupils("71"))
NOT_COMPUTABLE = claims('[[claim]]\nid = "geld"\nprinted = "100 miljoen"\nnot_computable = "money is in no file"\n')

# In every folder; a way adds to it, or puts something else in the place of one of these. None is a folder.
ALWAYS = {
    "duo/leerlingen-2019.csv": COUNT_OF_2019,
    "duo/leerlingen-2020.csv": COUNT_OF_2020,
    "claims.toml": TRUE,
    "empty": None,
}

# --- THE TABLE ---


@dataclass(frozen=True)
class Way:
    """What a surface is given, as its user would write it, and how it may end.

    Args:
        surface: `command`, `action`, `hook` or `run`.
        says: What is given, in words.
        given: Arguments in one line; the inputs of the action; the text of sto.toml.
        codes: The exit codes that are right.
        word: A word that the reason must hold, for those whose exit code alone could have another cause.
        files: What lies in the folder besides what always does.
    """

    surface: str
    says: str
    given: str | dict[str, str]
    codes: set[int]
    word: str = ""
    files: dict[str, str | bytes | None] = field(default_factory=dict)


FINDING, USAGE, NOTHING_CHECKED = {1}, {2}, {3}
REFUSED = USAGE | NOTHING_CHECKED

command, action, hook, run = (partial(Way, surface) for surface in ("command", "action", "hook", "run"))


def cannot_hold(says, text, codes=FINDING, word="contradicted"):
    """A claim that the data at hand do not bear out, or that nobody can judge as it stands."""
    return command(says, "claims.toml duo", codes, word, files={"claims.toml": claims(text)})


def not_in_text(says, text, name="report.html", near=None):
    """A claim of 71 that holds, and a document that does not say it, or not so."""
    claimed = claims(technical_pupils("71", near=near)) if near else SEVENTY_ONE
    return command(says, f"claims.toml duo --document {name}", FINDING, files={"claims.toml": claimed, name: text})


NO_DATA = [
    command("no argument at all is no order to check the sample", "", REFUSED),
    command(
        "claims without data are not checked against the sample",
        "claims.toml",
        NOTHING_CHECKED,
        files={"claims.toml": TRUE_OF_THE_SAMPLE},
    ),
    command(
        "the letter without data is not checked against the sample, in Dutch either",
        "letter --lang nl",
        NOTHING_CHECKED,
    ),
    command("no verdict fails but there is no data either", "claims.toml --fail-on none", NOTHING_CHECKED),
    command("an empty folder holds no data", "claims.toml empty", REFUSED),
    command(
        "a folder with only other files holds no data",
        "claims.toml other",
        REFUSED,
        files={"other/notes.txt": "35,5%\n", "other/chart.png": b"\x89PNG\r\n\x1a\n\0"},
    ),
    command(
        "an empty path is not the folder where one happens to be",
        "claims.toml ''",
        REFUSED,
        files={"leerlingen-2019.csv": COUNT_OF_2019},
    ),
    command(
        "data of other years than those claimed",
        "claims.toml duo",
        NOTHING_CHECKED,
        files={"claims.toml": claims(claim("35,5%", year="2022-2023"))},
    ),
    command(
        "staff answer no claim on pupils",
        "claims.toml staff",
        NOTHING_CHECKED,
        files={"staff/onderwijspersoneel-vo-2018-2019.csv": STAFF},
    ),
    command("the sample does not fill an empty folder", "letter empty --sample", REFUSED),
]

CLAIMS_FILES = [
    command("an empty claims file", "claims.toml duo", USAGE, files={"claims.toml": ""}),
    command("a claims file without a claim", "claims.toml duo", USAGE, files={"claims.toml": claims()}),
    command("only claims that no file can give", "claims.toml duo", REFUSED, files={"claims.toml": NOT_COMPUTABLE}),
    command("a folder where the claims file should be", "folder.toml duo", USAGE, files={"folder.toml": None}),
    command(
        "two claims under one id",
        "claims.toml duo",
        USAGE,
        "proef",
        files={"claims.toml": claims(claim("35,5%"), claim("35,5%"))},
    ),
    command(
        "a second claims file that is false, beside one that is true",
        "claims.toml false.toml duo",
        FINDING | REFUSED,
        files={"false.toml": FALSE},
    ),
]

CLAIMS_THAT_CANNOT_HOLD = [
    cannot_hold("a fall by sign where the data rise", change("-2,0 procentpunt")),
    cannot_hold("a fall in words where the data rise", change("daalde met 2 procentpunt")),
    cannot_hold("a word that contradicts its direction", change("gedaald", direction="rises"), USAGE, "direction"),
    cannot_hold("a reading with other digits", change("3 procentpunt", reads_as="+2 procentpunt"), USAGE, "reads_as"),
    cannot_hold("a change without a sign", change("2 procentpunt"), USAGE, "procentpunt"),
    cannot_hold("two opposite words", change("daalde of steeg met 2 procentpunt"), USAGE, "steeg"),
    cannot_hold("a rise that is denied", change("steeg niet met 2 procentpunt"), USAGE, "niet"),
    cannot_hold("more than a half", claim("meer dan 50%")),
    cannot_hold("at most a tenth", claim("hoogstens 10%")),
    cannot_hold("between five and eight", claim("tussen 5 en 8%")),
    cannot_hold("not yet thirty", claim("nog geen 30%")),
    cannot_hold("a tolerance that reaches half the number", claim("circa 50%", tolerance="1/2"), USAGE, "tolerance"),
    cannot_hold(
        "a margin in which everything is stable",
        change("stabiel", direction="stable", margin="10 procentpunt"),
        USAGE,
        "margin",
    ),
    command(
        "a change across a series break",
        "claims.toml broken",
        FINDING,
        "undecidable",
        files={
            "claims.toml": claims(claim("+4,2 procentpunt", **{"from": "2018-2019", "to": "2019-2020"})),
            "broken/leerlingen-2018.csv": BEFORE_THE_BREAK,
            "broken/leerlingen-2019.csv": COUNT_OF_2019,
        },
    ),
    command(
        "masked counts that leave it open",
        "claims.toml masked",
        FINDING,
        "undecidable",
        files={"masked/leerlingen-2019.csv": MASKED},
    ),
    command(
        "a rejected row that the claim may be about",
        "claims.toml one-wrong --rejects rejected.csv",
        FINDING,
        "undecidable",
        files={"one-wrong/leerlingen-2019.csv": ONE_ROW_WRONG},
    ),
    command(
        "the first of two lists of verdicts that fail",
        "claims.toml duo --fail-on contradicted --fail-on doubtful",
        FINDING,
        "contradicted",
        files={"claims.toml": FALSE},
    ),
]

DOCUMENTS = [
    not_in_text("a number in a comment", "<p>Geen getal.</p><!-- Het waren er 71. -->"),
    not_in_text("a number that is not displayed", '<p>Geen getal.</p><p style="display: none">Het waren er 71.</p>'),
    not_in_text("a number that is hidden", "<p>Geen getal.</p><div hidden><p>Het waren er 71.</p></div>"),
    not_in_text("a number in a template", "<p>Geen getal.</p><template><p>Het waren er 71.</p></template>"),
    not_in_text("a number in a script", "<p>Geen getal.</p><script>const pupils = 71;</script>"),
    not_in_text("a number struck out", "Het waren er ~~71~~ te weinig.\n", "report.md"),
    not_in_text("a number in code", "Typ `71` in het veld.\n", "report.md"),
    not_in_text("a number in the address of a link", "Zie [de tabel](https://example.org/71).\n", "report.md"),
    not_in_text("the other sign", "Het saldo was −71.\n", "report.md"),
    not_in_text("another unit", "Het was 71%.\n", "report.md"),
    not_in_text("another scale", "Het waren er 71 miljoen.\n", "report.md"),
    not_in_text("another hedge", "Het waren er hoogstens 71.\n", "report.md"),
    not_in_text("no number at all", "Het waren er veel.\n", "report.md"),
    not_in_text("words beside it that are nowhere", "Het waren er 71.\n", "report.md", near="in Zeeland"),
    not_in_text(
        "one of two places that is nowhere", "Landelijk waren het er 71.\n", "report.md", near=["Landelijk", "Zeeland"]
    ),
    command(
        "one claim and two places, strictly",
        "claims.toml duo --document report.md --strict",
        FINDING,
        files={"claims.toml": SEVENTY_ONE, "report.md": "Het waren er 71. In Zeeland waren het er 71.\n"},
    ),
    command(
        "a number that nobody checks, strictly",
        "claims.toml duo --document report.md --strict",
        FINDING,
        "200",
        files={"claims.toml": SEVENTY_ONE, "report.md": "Het waren er 71 van de 200.\n"},
    ),
    command(
        "an empty document",
        "claims.toml duo --document report.md",
        FINDING | REFUSED,
        files={"report.md": ""},
    ),
    command(
        "a document that is no text",
        "claims.toml duo --document report.md",
        FINDING | REFUSED,
        files={"claims.toml": SEVENTY_ONE, "report.md": b"\x89PNG\r\n\x1a\n\0\0 71 \xff\xfe\0"},
    ),
]

ACTION = [
    action(
        "no data in the workflow",
        {"claims": "claims.toml"},
        REFUSED,
        files={"claims.toml": TRUE_OF_THE_SAMPLE},
    ),
    action(
        "only blank lines for data",
        {"claims": "claims.toml", "data": "\n  \n\n"},
        REFUSED,
        files={"claims.toml": TRUE_OF_THE_SAMPLE},
    ),
    action("a second line of data that is not there", {"claims": "claims.toml", "data": "duo\nduo-2021\n"}, REFUSED),
    action(
        "a folder with a space in its name, whose halves are folders too",
        {"claims": "claims.toml", "data": "my data"},
        REFUSED,
        files={"my data": None, "my/leerlingen-2019.csv": COUNT_OF_2019, "data/leerlingen-2020.csv": COUNT_OF_2020},
    ),
    action("help for claims", {"claims": "--help", "data": "duo"}, REFUSED),
    action("a version for claims", {"claims": "--version", "data": "duo"}, REFUSED),
    action("no claims in the workflow", {"claims": "", "data": "duo"}, REFUSED),
    action("help for data", {"claims": "claims.toml", "data": "--help"}, REFUSED),
    action("the sample for data", {"claims": "letter", "data": "--sample"}, REFUSED),
    action(
        "data of another year, and no verdict that fails",
        {"claims": "claims.toml", "data": "duo", "fail-on": "none"},
        NOTHING_CHECKED,
        files={"claims.toml": claims(claim("35,5%", year="2022-2023"))},
    ),
]

HOOK = [
    hook("a hook without arguments", "", REFUSED),
    hook(
        "a hook with claims and a document but without data",
        "claims.toml --document report.md",
        NOTHING_CHECKED,
        files={"claims.toml": TRUE_OF_THE_SAMPLE, "report.md": "Het was 19,2%.\n"},
    ),
    hook(
        "a number that left the document, and no verdict that fails",
        "claims.toml duo --document report.md --fail-on none",
        FINDING,
        files={"report.md": "Het was een derde.\n"},
    ),
]

CLAIMS_AND_DATA = 'claims = ["claims.toml"]\n[[input]]\nfiles = ["duo/*.csv"]\n'

RUN = [
    run("an input that matches nothing", CLAIMS_AND_DATA.replace("duo/", "empty/"), REFUSED),
    run("no input, which is not the sample", 'claims = ["letter"]\n', REFUSED),
    run(
        "a year that the inputs do not hold, and no verdict that fails",
        f"fail_on = []\n{CLAIMS_AND_DATA}",
        NOTHING_CHECKED,
        files={"claims.toml": claims(claim("35,5%", year="2022-2023"))},
    ),
    run(
        "a fall in words where the data rise, in the yearly run",
        CLAIMS_AND_DATA,
        FINDING,
        files={"claims.toml": claims(change("daalde met 2 procentpunt"))},
    ),
    run(
        "a rejected row that the claim may be about, in the yearly run",
        f"rejects = true\n{CLAIMS_AND_DATA}",
        FINDING,
        files={"duo/leerlingen-2019.csv": ONE_ROW_WRONG},
    ),
]

WAYS = [*NO_DATA, *CLAIMS_FILES, *CLAIMS_THAT_CANNOT_HOLD, *DOCUMENTS, *ACTION, *HOOK, *RUN]

EARNED = {0}

CONTROLS = [
    command(
        "numbers that hold, and the document that prints them",
        "claims.toml duo --document report.md",
        EARNED,
        files={
            "claims.toml": claims(
                claim("35,5%"),
                change("+2,0 procentpunt", id="change"),
                change("gestegen", id="direction", direction="rises"),
                technical_pupils("71", id="count"),
            ),
            "report.md": "Het was 35,5%, dus 71 leerlingen, en is gestegen: +2,0 procentpunt.\n",
        },
    ),
    command(
        "words, readings and tolerances that hold",
        "claims.toml duo",
        EARNED,
        files={
            "claims.toml": claims(
                change("steeg met 2 procentpunt", id="word"),
                change("2 procentpunt", id="reading", reads_as="+2 procentpunt"),
                claim("meer dan 30%", id="more"),
                claim("hoogstens 40%", id="at-most"),
                claim("tussen 30 en 40%", id="between"),
                claim("nog geen 36%", id="not-yet"),
                claim("circa 36%", id="about", tolerance="1/20"),
                change("stabiel", id="stable", direction="stable", margin="3 procentpunt"),
            )
        },
    ),
    command("the sample for whoever asks for it", "letter --sample", EARNED),
    command(
        "every number of a page checked, in bold, with an entity, and one claim for two places, strictly",
        "claims.toml duo --document report.html --strict",
        EARNED,
        files={
            "claims.toml": claims(
                claim("35,5%", id="share"), technical_pupils("71", id="count", near=["Landelijk", "opnieuw"])
            ),
            "report.html": "<p>Landelijk waren het er <b>71</b>, dus 35,5&nbsp;%.</p><p>Dat zijn opnieuw 71.</p>",
        },
    ),
    action("one folder of data in the workflow", {"claims": "claims.toml", "data": "duo"}, EARNED),
    action(
        "a blank first line, two folders, and a space in the name of one",
        {"claims": "claims.toml", "data": "\nmy data\nmore\n"},
        EARNED,
        files={
            "claims.toml": claims(change("+2,0 procentpunt")),
            "my data/leerlingen-2019.csv": COUNT_OF_2019,
            "more/leerlingen-2020.csv": COUNT_OF_2020,
        },
    ),
    hook("a hook that says which claims and which data", "claims.toml duo", EARNED),
    run("a yearly run whose claims hold", CLAIMS_AND_DATA, EARNED),
]


# --- THE SURFACES ---


def lay_out(folder, files):
    for name, text in files.items():
        path = folder / name
        if text is None:
            path.mkdir(parents=True)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())


def action_step(inputs, folder):
    """The last step of the action, with its inputs put into the environment as GitHub puts them there."""
    declared = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    given = {name: what.get("default", "") for name, what in declared["inputs"].items()} | inputs
    step = declared["runs"]["steps"][-1]
    environment = {
        name: re.sub(r"\$\{\{ *inputs\.([\w-]+) *\}\}", lambda found: given[found[1]], str(value))
        for name, value in step["env"].items()
    }
    environment["GITHUB_STEP_SUMMARY"] = str(folder / "summary.md")
    return ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]], environment


def hook_call(arguments):
    """The hook as pre-commit starts it: its entry, then the arguments of the user or else its own."""
    declared = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))[0]
    return [*shlex.split(declared["entry"]), *(shlex.split(arguments) or declared.get("args", []))], {}


TABLE = [*WAYS, *CONTROLS]


def finish(way, folder):
    """Lay out the folder, give the surface what the way gives it, and wait for its end.

    Of the ways of the command one in ten has a process of its own, or each (`make proof`).
    """
    work = folder / "work"
    lay_out(work, ALWAYS | way.files)
    if way.surface == "command" and not (IS_PROOF or TABLE.index(way) % 10 == 0):
        with contextlib.chdir(work):
            found = drawing.run("check", *shlex.split(way.given))
        return subprocess.CompletedProcess(way.given, found.code, found.out, found.err)
    sto = folder / "bin" / "sto"
    lay_out(folder, {"bin/sto": f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m sto_cli "$@"\n'})
    sto.chmod(0o755)
    match way.surface:
        case "command":
            call, environment = ["sto", "check", *shlex.split(way.given)], {}
        case "hook":
            call, environment = hook_call(way.given)
        case "action":
            call, environment = action_step(way.given, folder)
        case "run":
            lay_out(work, {"sto.toml": way.given})
            call, environment = ["sto", "run"], {}
    outside = {name: value for name, value in os.environ.items() if not name.startswith(("STO_", "GITHUB_"))}
    outside["PATH"] = f"{sto.parent}{os.pathsep}{outside['PATH']}"
    return subprocess.run(
        call,
        cwd=work,
        env=outside | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("way", [pytest.param(way, id=f"{way.surface}: {way.says}") for way in WAYS])
def test_what_was_not_earned_is_not_green_and_says_why(way, tmp_path):
    ended = finish(way, tmp_path)
    said = ended.stdout + ended.stderr
    assert ended.returncode in way.codes, said
    assert "Traceback" not in said
    assert re.search(r"\w+(\W+\w+){3}", said), "a reason is a sentence"
    assert way.word in said


@pytest.mark.parametrize("way", [pytest.param(way, id=f"{way.surface}: {way.says}") for way in CONTROLS])
def test_what_was_earned_is_green(way, tmp_path):
    ended = finish(way, tmp_path)
    assert ended.returncode in way.codes, ended.stdout + ended.stderr


def test_the_table_has_sixty_ways_and_every_surface_has_both_kinds():
    assert len({way.says for way in WAYS}) == len(WAYS) >= 60
    surfaces = {"command", "action", "hook", "run"}
    assert {way.surface for way in WAYS} == {way.surface for way in CONTROLS} == surfaces
    assert not any(0 in way.codes for way in WAYS)
