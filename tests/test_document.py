"""Documents: which text satisfies a claim, what a reader never sees, and that a claim covers one place."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from pathlib import Path
from time import process_time
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sto_cli.claims.check import Check, Checked
from sto_cli.claims.document import MOST_NUMBERS, cover, numbers
from sto_cli.claims.file import parse
from sto_cli.claims.seen import plain
from sto_cli.claims.visible import read_document
from sto_cli.cli.main import main
from sto_cli.errors import ExitCode, InputError
from sto_cli.present.ci import commands, sarif
from tests.generated import draw_pupils, write_pupils

CASES = Path(__file__).parents[2] / "shared" / "cases"
has_cases = pytest.mark.skipif(not CASES.is_dir(), reason="the shared cases are no part of the project, and not here")
SUFFIXES = (".txt", ".md", ".html")
NBSP, THIN, SHY = "\u00a0", "\u2009", "\u00ad"


def claims(*printed, near=None):
    """Give claims c0, c1, …, on what no file can give: only their places matter here."""
    beside = "" if near is None else f"near = {json.dumps(near)}\n"
    tables = [
        f'[[claim]]\nid = "c{number}"\nprinted = {json.dumps(said)}\nnot_computable = "none"\n{beside}'
        for number, said in enumerate(printed)
    ]
    return parse(('[source]\ntitle = "test"\n' + "".join(tables)).encode(), "claims.toml")


def covered(folder, text, *printed, suffix=".txt", near=None, strict=False):
    """Cover a document, and give the claims and the numbers."""
    document = folder / f"letter{suffix}"
    document.write_text(text, encoding="utf-8")
    asked = claims(*printed, near=near)
    checked = Checked(asked, tuple(map(Check, asked.claims)), sample=False)
    return cover(checked, read_document(document), str(document), strict=strict)


def lines(coverage, claim="c0"):
    """Give the lines where a claim stands."""
    return [number.line for number in coverage.numbers if claim in number.claims]


def unchecked(coverage):
    return [(number.text, number.line) for number in coverage.unchecked]


# --- SIGN, DIGITS, SCALE, UNIT AND HEDGE ARE THE SAME ---


@pytest.mark.parametrize(
    "text",
    [
        "−71", "-71", "–71", "+71", "71%", "71 %", "71 procent", "71 procentpunt", "71%-punt", "71 pp", "71 fte",
        "71 miljoen", "71 duizend", "71 mln", "71 mld", "hoogstens 71", "minstens 71", "ruim 71", "bijna 71",
        "meer dan 71", "nog geen 71", "circa 71", "ca. 71", "zo'n\n71", "~71", "≈ 71", "±71", "<71", "> 71", "≥71", "€ 71",
        "71 €", "71‰", "71°", "71e", "71ste", "A71", "71.204", "71 204", "71,5", "71,0", "1.71", "171", "710", "71-jarigen",
        "71–80", "60-71", "71/80", "71:30", "eenenzeventig",
    ],
)  # fmt: skip
def test_a_number_that_says_something_else_does_not_satisfy_71(tmp_path, text):
    for suffix in SUFFIXES[: 1 if text[0] in "<>~" else 3]:
        checked, coverage = covered(tmp_path, f"Het waren er {text} dit keer.", "71", suffix=suffix)
        assert (coverage.absent, checked.checks[0].absent, lines(coverage)) == (("c0",), True, []), suffix


@pytest.mark.parametrize(
    "text", ["71", "71.", "71, en", "(71)", "'71'", "71;", "71 leerlingen", "op\n71", "**71**", "*71*", "| 71 |"]
)
def test_71_satisfies_71(tmp_path, text):
    _, coverage = covered(tmp_path, f"Het waren er {text} dit keer.", "71", suffix=".md")
    assert coverage.absent == ()


@pytest.mark.parametrize(
    ("printed", "text", "holds"),
    [
        ("−71", "- 71 is een opsomming", False),
        ("−11%", "een krimp van -11%", True),
        ("€ 310.000", "een tekort (-€ 310.000)", False),
        ("€310.000", "een tekort van −€310.000", False),
        ("€ 310.000", "een tekort van €-310.000", False),
        ("310.000", "een tekort van €-310.000", False),
        ("-€ 310.000", "een tekort van −€310.000", True),
        ("-€ 310.000", "een tekort van € 310.000", False),
        ("€ 310.000", "een som van € 200.000-€ 310.000", True),
        ("−11%", "een krimp van 11%", False),
        ("35,5%", "35,5 procent", True),
        ("35,5%", "35,5", False),
        ("35,5%", "de 35,5%-norm", True),
        ("35,5%", "30 %-35,5%", False),
        ("35,5%", "35,5%-punt", False),
        ("19,2%", "19,20%", False),
        ("100 miljoen", "100 miljoen euro", True),
        ("100 miljoen", "100", False),
        ("ruim 60.000", "ruim\n60.000", True),
        ("ruim 60.000", "60.000", False),
        ("60 000", f"60{NBSP}000", True),
        ("de helft", "bijna de helft", False),
        ("daalde met 2 procentpunt", "Het aandeel daalde met\n2 procentpunt.", True),
        ("daalde met 2 procentpunt", "Het aandeel steeg met 2 procentpunt.", False),
        ("daalde met 2 procentpunt", "Het daalde niet: met 2 procentpunt", False),
        ("van 11% naar 23%", "ging van 11% naar 23% omhoog", True),
        ("van 11% naar 23%", "ging van 11% naar 24%; van 10% naar 23%", False),
        ("toegenomen", "Het is toegenomen.", True),
        ("toegenomen", "Het is toegenomenheid.", False),
        ("71 scholen", "71 schoolleiders", False),
        ("niet-technische", "niet-\ntechnische", True),
    ],
)
def test_the_words_and_the_number_of_a_claim_both_stand_there(tmp_path, printed, text, holds):
    _, coverage = covered(tmp_path, text, printed)
    assert (coverage.absent == ()) is holds


# --- WHAT A READER NEVER SEES ---

HTML_UNSEEN = [
    "<!-- 71 -->", "<!-- a --!><!-- 71", "<p style='display:none'>71</p>", '<p style="color:red; DISPLAY : none !important">71</p>',
    "<p style=visibility:hidden>71</p>", "<p hidden>71</p>", "<p hidden=until-found><b>71</b></p>", "<div hidden><p>a</p>71</div>",
    "<template>71</template>", "<script>71</script>", "<style>71</style>", "<head><title>71</title></head>", "<s>71</s>",
    "<del>71</del>", "<strike>71</strike>", "<span style='text-decoration: line-through'>71</span>", "<code>71</code>",
    "<pre><code>71\n71</code></pre>", "<a href='71' title=71>x</a>", "<img src=71.png alt='71'>", "<input value=71>", "<p 71>x</p>",
    "<noscript>71</noscript>", "<![CDATA[ 71 ]]>", "<? 71 ?>", "<!doctype 71>", "<ul><li hidden>71<li>x</ul>", "<s>a<p>71",
    "<table><tr><td hidden>71<td>x</table>", "<table><tr hidden><td>71<td>71<tr><td>x</table>", "<a title='>'hidden>71</a>",
    "<div hidden></span></p><b></div>", "<p style='display&colon;none'>71</p>", "<script>'</scripty>71'</script>", "<datalist>71</datalist>",
]  # fmt: skip
MARKDOWN_UNSEEN = [
    "~~71~~", "`71`", "``71 ` 71``", "```\n71\n```", "~~~ 71\n71\n~~~", "    71", "- a\n\n      71", "[x](http://x/71)", "[x](<71> '71')",
    "[x]: 71 '71'\n\n[x]", "![71](71.png)", "<!-- 71 -->", "x <!-- 71\n71 --> y", "<div hidden>\n\n**71**\n\n</div>", "x <del>71</del>",
]  # fmt: skip


@pytest.mark.parametrize(
    ("suffix", "text"),
    [*((".html", text) for text in HTML_UNSEEN), *((".md", text) for text in MARKDOWN_UNSEEN)],
)
def test_what_a_reader_never_sees_satisfies_nothing_and_is_no_number(tmp_path, suffix, text):
    _, coverage = covered(tmp_path, f"{text}\n", "71", suffix=suffix)
    assert (coverage.absent, coverage.numbers) == (("c0",), ())


@pytest.mark.parametrize(
    ("suffix", "text"),
    [
        (".html", "<p aria-hidden=true>71</p>"),
        (".html", "<p hidden>x<p>71"),
        (".html", "<ul><li hidden>x<li>71</ul>"),
        (".html", "<table><tr hidden><td>x<tr><td>71</table>"),
        (".html", "<div hidden>x</div>71"),
        (".html", "<p title='display:none'>71</p>"),
        (".html", "<p style='display:none;display:block'>71</p>"),
        (".html", "<br hidden>71"),
        (".html", "<!-->71"),
        (".html", "2 < 3 en <71 of 71"),
        (".html", "<s><b></s>71"),
        (".html", "<textarea>71</textarea>"),
        (".md", "[71](http://x)"),
        (".md", "> 71"),
        (".md", "[^1]: 71"),
        (".md", "~~a~~ 71"),
        (".txt", "~~a~~ `71`"),
    ],
)
def test_what_a_reader_does_see_is_a_number(tmp_path, suffix, text):
    _, coverage = covered(tmp_path, f"{text}\n", "71", suffix=suffix)
    assert coverage.absent == ()


# --- A CLAIM COVERS ONE PLACE ---

THREE = "Landelijk koos 35,5% techniek. Van de meisjes was dat 35,5%,\nen in Zeeland 35,5%."


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_claim_covers_the_first_place_and_others_are_unchecked(tmp_path, suffix):
    _, coverage = covered(tmp_path, THREE, "35,5%", suffix=suffix)
    assert lines(coverage) == [1]
    assert unchecked(coverage) == [("35,5%", 1), ("35,5%", 2)]


@pytest.mark.parametrize(
    ("near", "found", "left"),
    [
        ("meisjes", [1], 2),
        ("Zeeland", [2], 2),
        (["meisjes", "Zeeland"], [1, 2], 1),
        (["techniek", "meisjes", "in\nZeeland"], [1, 1, 2], 0),
    ],
)
def test_near_names_each_place(tmp_path, near, found, left):
    checked, coverage = covered(tmp_path, THREE, "35,5%", near=near, strict=True)
    assert (lines(coverage), len(unchecked(coverage)), coverage.absent) == (found, left, ())
    assert checked.unchecked is bool(left)


def test_near_takes_the_place_that_is_nearest_to_its_words(tmp_path):
    _, coverage = covered(tmp_path, THREE, "35,5%", near="meisjes")
    (number,) = [number for number in coverage.numbers if number.claims]
    assert number.start == THREE.index("35,5%", THREE.index("meisjes"))


@pytest.mark.parametrize("near", ["jongens", ["meisjes", "jongens"], ["Landelijk", "techniek", "meisjes", "Zeeland"]])
def test_words_beside_which_the_number_does_not_stand_are_named(tmp_path, near):
    checked, coverage = covered(tmp_path, THREE, "35,5%", near=near)
    (check,) = checked.checks
    assert coverage.absent == ("c0",)
    assert check.lost == ("Zeeland" if len(near) == 4 else "jongens",)
    assert f"The document does not hold this number beside '{check.lost[0]}'." in commands(checked, (), coverage)


def test_a_place_that_is_too_far_from_the_words_of_near_is_none(tmp_path):
    _, coverage = covered(tmp_path, "Zeeland" + " x" * 31 + " 71.", "71", near="Zeeland")
    assert coverage.absent == ("c0",)


@pytest.mark.parametrize(
    ("near", "message"), [("[]", "a list"), ('["a", ""]', "blank"), ("[1]", "text in quotes"), ("1", "a list")]
)
def test_near_is_a_text_or_a_list_of_texts(near, message):
    text = f'[source]\ntitle = "t"\n[[claim]]\nid = "a"\nprinted = "7"\nnot_computable = "none"\nnear = {near}\n'
    with pytest.raises(Exception, match=f"claim a, key near: .*{message}"):
        parse(text.encode(), "c.toml")


# --- ON THE COMMAND LINE ---

SHARE = """[source]
title = "test"
[[claim]]
id = "share"
printed = "35,5%"
indicator = "technical_share"
definition = "letter"
definition_basis = "stated"
year = "2019-2020"
"""
PUPILS = "location  track  profile  3 boys\n00AA00  BB  PIE  355\n00AA00  BB  D&P  645"  # 355 of 1,000 is 35.5%


@pytest.fixture
def check(tmp_path, monkeypatch, capsys):
    """Check a document against 355 of 1,000 pupils in a technical profile."""
    (tmp_path / "duo").mkdir()
    write_pupils(tmp_path / "duo", draw_pupils(PUPILS))
    monkeypatch.chdir(tmp_path)

    def run(text, *options, claims=SHARE, name="letter.md"):
        Path(name).write_text(text, encoding="utf-8")
        Path("claims.toml").write_text(claims, encoding="utf-8")
        code = main(["check", "claims.toml", "duo", "--document", name, *options])
        found = capsys.readouterr()
        return code, " ".join((found.out + found.err).split())

    return run


def test_unchecked_numbers_are_a_finding_only_under_strict(check):
    code, out = check(THREE)
    assert (code, "letter.md: numbers with a claim: 1; not checked: 2." in out) == (0, True)
    assert "line 1: 35,5% – not checked line 2: 35,5% – not checked" in out
    assert check("Het was 35,5%.", "--strict")[0] == ExitCode.FINE
    assert check("Het was 35,5% in 2019.", "--strict")[0] == ExitCode.FINE
    assert check("Het was 35,5%, en 7.", "--strict")[0] == ExitCode.FINDING


def test_a_claim_without_near_on_more_than_one_place_is_a_finding_under_strict(check):
    more = SHARE + SHARE[SHARE.index("[[claim]]") :].replace('"share"', '"again"') + 'near = "meisjes"\n'
    all_three = more.replace('near = "meisjes"', 'near = ["techniek", "meisjes", "Zeeland"]')
    code, out = check(THREE, "--strict", claims=all_three)
    assert code == ExitCode.FINDING
    assert "in more than one place (line 1 and 2): share (claims.toml:3)" in out
    assert "The document has it in 3 places (line 1 and 2); name the right place with near." in out
    near = 'near = ["techniek", "meisjes", "Zeeland"]\n'
    assert check(THREE, "--strict", claims=SHARE + near)[0] == ExitCode.FINE


def test_a_word_that_stands_there_twice_is_no_number_in_two_places(tmp_path):
    checked, _ = covered(tmp_path, "Het is toegenomen, en nog eens toegenomen.", "toegenomen", strict=True)
    assert not checked.checks[0].is_finding(())


@pytest.mark.parametrize("options", [(), ("--strict",)])
def test_a_claim_whose_number_is_gone_is_a_finding_with_its_line(check, options):
    code, out = check("Het was veel.", *options)
    assert (code, "no longer there: share (claims.toml:3)" in out) == (ExitCode.FINDING, True)
    code, out = check("Het was 35,5%.", *options, claims=SHARE + 'near = "Zeeland"\n')
    assert (code, "not beside 'Zeeland': share (claims.toml:3)" in out) == (ExitCode.FINDING, True)


def test_strict_without_a_document_is_refused(check, capsys):
    check("Het was 35,5%.")
    assert main(["check", "claims.toml", "duo", "--strict"]) == ExitCode.USAGE
    assert "--strict: it is about the numbers of a document; name one with --document." in capsys.readouterr().err


def test_every_form_names_the_findings_of_a_strict_check(check):
    reports = [word for form in ("json", "sarif", "github") for word in ("--report", f"{form}=found.{form}")]
    check(THREE, "--strict", *reports)
    found = json.loads(Path("found.json").read_bytes())
    assert (found["exit_code"], [one["finding"] for one in found["checks"]]) == (1, [True])
    results = json.loads(Path("found.sarif").read_bytes())["runs"][0]["results"]
    assert [(one["ruleId"], one["level"]) for one in results] == [("several", "error"), *[("unchecked", "error")] * 2]
    github = Path("found.github").read_text(encoding="utf-8")
    assert "::error file=claims.toml,line=3,title=share%3A more than one place::" in github
    assert "::error file=letter.md,line=2,title=not checked::No claim covers 35,5%25." in github


@pytest.mark.parametrize("name", ["50% af, deel 1:2 #3?.md", "één\u00a0brief.md"])
def test_names_of_documents_are_quoted_as_each_form_wants_it(tmp_path, name):
    """`,` and `:` end a property for GitHub; a SARIF address is a URI, in which a space and a % are escaped."""
    (tmp_path / name).write_text("Het was 7.", encoding="utf-8")
    asked = claims("8")
    checked, coverage = cover(
        Checked(asked, (Check(asked.claims[0]),), sample=False), read_document(tmp_path / name), name
    )
    (uri,) = [
        one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        for one in json.loads(sarif(checked, (), coverage))["runs"][0]["results"]
        if one["ruleId"] == "unchecked"
    ]
    assert re.fullmatch("(?:[A-Za-z0-9._~/-]|%[0-9A-F]{2})+", uri)
    assert unquote(uri) == name
    (notice,) = [line for line in commands(checked, (), coverage).splitlines() if line.startswith("::notice")]
    named = notice.removeprefix("::notice file=").split(",line=1,title=")[0]
    assert not {",", ":"} & {*named}
    assert unquote(named.replace("\\xa0", "\u00a0")) == name


@has_cases
def test_one_claim_covers_every_35_5(capsys):
    """Girls (15.5% in truth) and Zeeland are named as unchecked."""
    case = CASES / "one-claim-covers-every-35-5"
    assert main(["check", str(case / "claims.toml"), str(case), "--document", str(case / "rapport.md")]) == 0
    assert "numbers with a claim: 1; not checked: 2" in " ".join(capsys.readouterr().out.split())


@has_cases
def test_decimal_comma_and_minus(capsys):
    case = CASES / "decimal-comma-and-minus"
    assert main(["check", str(case / "claims.toml"), str(case), "--document", str(case / "r.md")]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "line 1: 35,5 % – not checked line 1: 35,5% – not checked line 1: 35,5 % – not checked" in out
    assert "line 1: −11% – not checked line 1: 0,22 – not checked" in out


# --- BOLD, ENTITIES, WIDE AND NARROW SPACES, SOFT HYPHENS ---

MARKUP = [
    "<b>35,5</b>%", "<strong>35</strong>,5%", "35,5&nbsp;%", "35,5&#160;%", "35,5&#xA0;%", "35&shy;,5%", "35,5&thinsp;%",
    "35<!-- , -->,5%", "35<wbr>,5 %", "<span>35,5</span> <em>%</em>", "35,5&percnt;", "35,5<a href=7>%</a>", "3<del>6</del>5,5%",
]  # fmt: skip
EVERYWHERE = [
    "35,5%",
    "35,5 %",
    f"35,5{NBSP}%",
    f"35,5{THIN}%",
    f"35{SHY},5%",
    "35,5\u200b%",
    "35,5 %",
    "35,5\n%",
    "35,5 procent",
]
DECORATED = [
    *((suffix, text) for text in EVERYWHERE for suffix in SUFFIXES),
    *((suffix, text) for text in MARKUP for suffix in (".html", ".md")),
    *(
        (".md", text)
        for text in ("**35,5**%", "**35,5%**", "*35,5*%", "__35,5__ %", "35,5&nbsp;%", "[35,5](http://x/9)%", "35\\,5%")
    ),
]


@settings(max_examples=60, deadline=None)
@given(
    shape=st.sampled_from(DECORATED),
    above=st.lists(st.sampled_from(["", "woorden", "nog een regel", "- punt", "<!-- 9 -->"]), max_size=6),
    before=st.sampled_from(["", "Het was ", "(", "van de "]),
)
def test_a_decorated_number_is_found_once_on_its_line(tmp_path_factory, shape, above, before):
    suffix, text = shape
    if suffix == ".txt":
        above = [line.replace("<!-- 9 -->", "") for line in above]
    letter = "\n".join([*above, "", f"x {before}{text} was het.", "", "einde"])
    _, coverage = covered(tmp_path_factory.mktemp("letter"), letter, "35,5%", suffix=suffix)
    assert (lines(coverage), len(coverage.numbers)) == ([len(above) + 2], 1)


WRITTEN = {
    ".txt": "Kop\n\nHet was 35,5% van 71.204.\nRuim 60.000 in 2019.\n\nEen 7\n\nTelt −11%\n",
    ".md": "# Kop\n\nHet was **35,5**% van *71.204*.\nRuim 60.000 in 2019.\n\n- Een 7\n\n- Telt −11%\n",
    ".html": "<h1>Kop</h1>\n\n<p>Het was <b>35,5</b>% van 71.204.\nRuim 60.000 in 2019.</p>\n\n<li>Een 7\n\n<li>Telt −11%\n",
}


def test_the_same_text_in_every_form_has_the_same_numbers_on_the_same_lines(tmp_path):
    asked = ("35,5%", "71.204", "ruim 60.000", "−11%")
    found = [covered(tmp_path, text, *asked, suffix=suffix)[1].numbers for suffix, text in WRITTEN.items()]
    told = [[(number.text, number.line, number.claims) for number in numbers] for numbers in found]
    assert told[0] == told[1] == told[2]
    assert told[0] == [
        ("35,5%", 3, ("c0",)), ("71.204", 3, ("c1",)), ("Ruim 60.000", 4, ("c2",)), ("2019", 4, ()), ("7", 6, ()), ("−11%", 8, ("c3",)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("suffix", "text", "line"),
    [
        (".html", "<p\nclass=a\n>71</p>", 3),
        (".html", "<!--\n-->\n<script>\n</script>71", 4),
        (".html", "<b\n>71</b>", 2),
        (".md", "a `b\nc` d\n71", 3),
        (".md", "[a](x 'y\nz') b\n71", 3),
        (".md", "a <!--\n--> b\n71", 3),
        (".md", "a\\\n71", 2),
        (".md", "a  \n71", 2),
        (".md", "> a\n> 71", 2),
        (".md", "|a|b|\n|-|-|\n|a|71|", 3),
        (".md", "```\na\n```\n71\n==", 4),
        (".md", "<div>\na\n71\n</div>", 3),
        (".txt", "a\r\nb\r71", 3),
    ],
)
def test_a_number_stands_on_the_line_of_its_source(tmp_path, suffix, text, line):
    (tmp_path / f"letter{suffix}").write_bytes(text.encode())
    text = read_document(tmp_path / f"letter{suffix}")
    assert text.line(text.text.index("71")) == line


def test_cells_beside_each_other_are_no_thousands(tmp_path):
    for suffix, text in ((".html", "<td>1</td> <td>204</td>"), (".md", "|1|204|\n|-|-|"), (".txt", "1    204\n1\t204")):
        _, coverage = covered(tmp_path, text, "1.204", "1 204", suffix=suffix)
        assert coverage.absent == ("c0", "c1")


# --- NO DOCUMENT TAKES LONG: what grows with the square takes many minutes, so a minute tells the two apart on any machine ---

HOSTILE = [
    "<!--", "<a ", "<![CDATA[", "&", "&a", "&#9", "<", "</", "<b>", "<p><b>", "<p><s>", "</p>", "<table><tr><td>", '<a b="', "<a b='", "<!", "<?",
    "<script>", "<script></", "<style><!--", "<textarea>", "a=", " ", "\n", "<b></p>", "<s></b>", "<br>", "<p hidden>", "--!", "­",
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_half_a_megabyte_of_anything_takes_no_time(tmp_path, piece):
    document = tmp_path / "x.html"
    document.write_text(piece * (500_000 // len(piece)), encoding="utf-8")
    start = process_time()
    with suppress(InputError):
        read_document(document)
    assert process_time() - start < 60


def test_many_attributes_and_long_numbers_take_no_time(tmp_path):
    for name, text in (("a", f"<p {' '.join(f'a{i}=1' for i in range(60_000))}>7"), ("b", f"&#{'9' * 400_000}; 7")):
        (tmp_path / f"{name}.html").write_text(text, encoding="utf-8")
        start = process_time()
        assert read_document(tmp_path / f"{name}.html").text.endswith("7")
        assert process_time() - start < 60


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("x.html", "\n" + "<div>" * 1_001, "HTML elements on line 2 are nested more than 1,000 deep"),
        ("x.md", "a" * (10**6 + 1), "the file is larger than the limit of 1,000,000 bytes"),
        ("x.txt", "a" * (10**7 + 1), "the file is larger than the limit of 10,000,000 bytes"),
        ("x.txt", "7 " * (MOST_NUMBERS + 1), "the document has 20,001 numbers, more than the limit of 20,000"),
    ],
)
def test_a_document_is_bounded(tmp_path, name, text, complaint):
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=complaint):
        covered(tmp_path, text, "7", suffix=Path(name).suffix)


def test_twenty_thousand_equal_numbers_and_a_thousand_claims_take_no_time(tmp_path):
    start = process_time()
    covered(tmp_path, "7 x\n" * MOST_NUMBERS, *["7"] * 1_000)
    assert process_time() - start < 60


def test_of_a_text_without_a_number_nothing_is_drafted(tmp_path, capsys):
    (tmp_path / "note.md").write_text("Op 1 oktober 2019 is geteld.", encoding="utf-8")
    code = main(["check", "--write", str(tmp_path / "new.toml"), "--document", str(tmp_path / "note.md")])
    assert (code, (tmp_path / "new.toml").exists()) == (ExitCode.INPUT, False)
    assert "holds no number that says how much" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("sentence", "read"),
    [
        ("Het ligt op 10-15%.", ["10%", "15%"]),
        ("Het is 3 à 4 procent.", ["3 procent", "4 procent"]),
        ("Het steeg van 19,2 in 2019 naar 20,4 procent in 2024.", ["19,2 procent", "20,4 procent"]),
        ("Respectievelijk 10, 12 en 15 procent.", ["10 procent", "12 procent", "15 procent"]),
        ("Van 10 tot 15 miljoen euro.", ["10 miljoen", "15 miljoen"]),
        ("Between 10 and 15 per cent.", ["10 per cent", "15 per cent"]),
        ("Vijf- à zeshonderd leerlingen.", ["Vijfhonderd", "zeshonderd"]),
        # What counts something else shares nothing.
        ("Er zijn 1.204 leerlingen en 12 procent is meisje.", ["1.204", "12 procent"]),
        ("Er zijn er 1.204 en 12 procent daarvan is meisje.", ["1.204", "12 procent"]),
        ("De groep telt er 5, 12 procent minder.", ["5", "12 procent"]),
        ("22.913 van de 119.243 leerlingen", ["22.913", "119.243"]),
    ],
)
def test_a_unit_behind_the_last_of_several_numbers_goes_for_all(sentence, read):
    assert [one.reads_as for one in numbers(plain(sentence)) if not one.apart] == read


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Er zijn 20k leerlingen en €5m.", ["20k", "5"]),
        ("Het was 5x zo hoog: 2x25.", ["5", "2", "25"]),
        ("Dat is tweemaal zo veel en vijfmaal per jaar.", ["tweemaal zo veel", "vijfmaal"]),
        ("Het kostte minstens € 25.000 per jaar.", ["minstens € 25.000"]),
        ("Er waren 152 out of 316.", ["152", "316"]),
        ("Van 669 (2019) naar 634 (2024).", ["669", "634"]),
        # A name with a digit is no number.
        ("In 3e, 00AB, A4, 5G en klas 3b.", []),
    ],
)
def test_a_number_is_not_hidden_by_what_is_glued_to_it(sentence, found):
    assert [one.text for one in numbers(plain(sentence)) if not one.apart] == found


@pytest.mark.parametrize(
    "text", ["Het is min 3%.", "Het is 3%+.", "Het is 3M.", "Het is boven de 3%.", "Het is geen 3%.", "Het is niet onder de 3%.", "Het is 3% of meer.", "Het is 3 basispunten."]
)  # fmt: skip
def test_a_claim_without_the_words_beside_a_number_does_not_cover_it(text):
    """A claim of 3% is not one of minus 3%, of 3% and more, or of 3 million."""
    for printed in ("3%", "3"):
        claims = parse(claims_text(printed), "claims.toml")
        _, coverage = cover(Checked(claims, tuple(map(Check, claims.claims)), sample=True), plain(text), "note.txt")
        assert [one.claims for one in coverage.numbers] == [()]


def claims_text(printed):
    return f'[source]\ntitle = "t"\n[[claim]]\nid = "a"\nprinted = "{printed}"\nnot_computable = "x"\n'.encode()
