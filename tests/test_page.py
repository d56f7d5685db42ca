"""The page of HTML: valid, one file, readable by everybody, and with the numbers of JSON; the same in a notebook."""

import json
import re
import shutil
import sys
import warnings
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from pathlib import Path

import pytest

import sto_cli as sto
from sto_cli.language import speaking
from tests import IS_PROOF
from tests.drawing import CARE, PIE, enrolment, run, write
from tests.test_charts import contrast
from tests.test_golden import assert_golden, screen
from tests.test_outputs import EVIL

html5lib = pytest.importorskip("html5lib", reason="html5lib is not installed")

TOP = Path(__file__).parent.parent
ANSWERS = {
    "report": "report",
    "report of years": "report --years",
    "years": "technical-share --sample",
    "groups": "technical-share --sample --by province --from 2019 --to 2024",
    "flows": "profile-counts --sample --flows",
    "check": "check --sample --document sample_data/letter.md",
    "explain": "explain technical-share --sample --year 2024",
    "inspect": "inspect sample_data/layouts",
    "catalog": "catalog definitions",
}
HTML = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture(scope="module")
def pages():
    """Every kind of answer in both languages, each written once."""
    return {
        (name, language): screen([*command.split(), "--format", "html"], {"STO_LANG": language}).decode()
        for name, command in ANSWERS.items()
        for language in ("en", "nl")
    }


def parsed(page):
    """Read a page with a parser that refuses whatever is no HTML."""
    return html5lib.HTMLParser(strict=True).parse(page)


def text(element):
    return "".join(element.itertext()).strip()


def test_every_page_is_html_in_its_language(pages):
    for (name, language), page in pages.items():
        root = parsed(page)
        assert root.get("lang") == language, name
        assert text(root.find(f"{HTML}head/{HTML}title")) == text(next(root.iter(f"{HTML}h1"))), name


def test_a_page_has_no_address_and_no_script(pages):
    """Nothing is fetched: no source, no import, no font, and links lead to the page itself. The policy at its head forbids the rest."""
    for page in pages.values():
        assert not re.search(
            r'<script|<link|<img|<iframe|<object|\ssrc=|srcset|url\(|@import|\son\w+=|href="[^#]', page
        )
        assert "default-src 'none'; style-src 'unsafe-inline'" in page
        assert "http" not in re.sub(r"<(td|li|dd|p|th|h\d)\b[^>]*>[^<]*|http-equiv", "", page)


def test_headings_go_down_by_one_and_links_lead_to_them(pages):
    for name, page in pages.items():
        root = parsed(page)
        levels = [int(each.tag[-1]) for each in root.iter() if re.fullmatch(rf"{HTML}h\d", str(each.tag))]
        assert levels[0] == 1, name
        assert levels.count(1) == 1, name
        assert all(after <= before + 1 for before, after in pairwise(levels)), name
        named = [each.get("id") for each in root.iter() if each.get("id")]
        assert len(named) == len({*named}), name
        links = {each.get("href")[1:] for each in root.iter(f"{HTML}a")}
        assert links <= {*named}, name


def test_every_table_has_a_caption_and_heads_and_a_box_that_scrolls(pages):
    tables = 0
    for page in pages.values():
        root = parsed(page)
        boxes = [each for each in root.iter(f"{HTML}div") if each.get("class") == "scroll"]
        assert all(box.get("tabindex") == "0" and box.get("aria-label") for box in boxes)
        assert len(boxes) == len([*root.iter(f"{HTML}table")])
        for table in root.iter(f"{HTML}table"):
            tables += 1
            assert text(table.find(f"{HTML}caption"))
            for row in table.findall(f"{HTML}tbody/{HTML}tr"):
                assert row[0].tag == f"{HTML}th"
                assert row[0].get("scope") == "row"
    assert tables > 20


def test_every_picture_says_in_words_what_it_shows(pages):
    page = pages["groups", "nl"]
    (picture,) = [each for each in parsed(page).iter(f"{HTML}div") if each.get("role") == "img"]
    assert re.match(r"Aandeel techniek.*2024-2025: van ≈ 52,3% \(Flevoland\) tot", picture.get("aria-label"))
    assert "<svg" in page
    assert "Nederland ≈ 20,4%" in page


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_page_of_the_report_is_the_golden_one_but_for_its_pictures(pages, language):
    bare = re.sub(r"<svg.*?</svg>", "<svg></svg>", pages["report", language], flags=re.DOTALL)
    assert_golden(f"{'nl-' * (language == 'nl')}report.html", bare.encode())


def test_the_same_page_is_the_same_bytes(pages):
    again = screen(["report", "--format", "html"], {"STO_LANG": "nl"}).decode()
    assert again == pages["report", "nl"]


def half_up(share, places=1):
    return str((Decimal(repr(share)) * 100).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def test_the_numbers_of_the_page_are_those_of_json(pages):
    """Shares in percent with one decimal, half away from zero; an estimate behind ≈."""
    found = json.loads(run("report", "--format", "json").out)["rows"]
    shares = [row for row in found if row["unit"] == "share" and row["low"] is not None]
    wanted = {
        (row["school_year"], f"≈ {half_up(row['estimate'])}%" if row["value"] is None else f"{half_up(row['value'])}%")
        for row in shares
        if row["value"] is not None or row["estimate"] is not None
    }
    shown = set()
    for row in parsed(pages["report", "en"]).iter(f"{HTML}tr"):
        year, *cells = (text(cell) for cell in row)
        shown |= {(year[:9], cell.partition(" (")[0]) for cell in cells}
    assert len(wanted) > 20
    assert wanted <= shown


def test_cards_have_every_verdict_of_the_check(pages):
    checks = json.loads(run("check", "--sample", "--format", "json").out)["checks"]
    judged = [check for check in checks if check["verdict"] != "not_computable" and not check["own_table"]]
    cards = [each for each in parsed(pages["report", "en"]).iter(f"{HTML}li") if "card" in (each.get("class") or "")]
    shown = [
        (text(card[1])[2:], text(card[2][0][1]).lstrip("+-")) for card in cards
    ]  # +14% is a rise that is printed as 14%
    assert sorted(shown) == sorted((check["verdict"], check["printed"]) for check in judged)


def test_sources_have_their_checksums_and_definitions_stand_once(pages):
    page = pages["report", "en"]
    assert len(re.findall(r"\(SHA-256 [0-9a-f]{64}\)", page)) == 17
    assert page.count("Numbers are unrounded") == 0
    assert page.count("evidence of nothing") == 1
    headings = [text(each) for each in parsed(page).iter(f"{HTML}h2")]
    assert headings[-3:] == ["Definitions", "Notes", "Sources"]


def test_without_the_extra_the_page_has_its_tables_and_says_the_command(monkeypatch):
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    page = run("technical-share", "--sample", "--format", "html").out
    assert "<svg" not in page
    assert "run: pip install vl-convert-python" in page
    assert "≈ 20.4% (20.1–20.6)" in text(parsed(page))


def test_hostile_names_are_text_in_a_page(tmp_path):
    name = {"INSTELLINGSNAAM VESTIGING": EVIL.replace("\u202e", "").replace("'", "")}
    enrolment(tmp_path, [(*PIE[:5], {**PIE[5], **name}), CARE])
    long = "<i>" + "x" * 9_900
    write(
        tmp_path / "sto-regions.csv", f'location,region\n00AA00,"{EVIL}</table>"\n00BB01,"{long}"\n', encoding="utf-8"
    )
    for by in ("sto_region", "location"):
        found = run("technical-share", tmp_path, "--by", by, "--format", "html")
        assert found.code == 0, found.err
        tags = {str(each.tag).rpartition("}")[2] for each in parsed(found.out).iter()}
        assert not tags & {"b", "i", "script"}
        assert "\u202e" not in found.out
        assert "\x1b" not in found.out
        assert "calc" in found.out


# --- IN A BROWSER ---


def colours(scheme):
    style = (TOP / "sto_cli" / "present" / "sheets.css").read_text(encoding="utf-8")
    found = re.findall(r"\.sto \{ (--words.*?) \}", style)[scheme == "dark"]
    pairs = dict(re.findall(r"--(\w+): (#[0-9a-f]+)", found))
    return {
        name: colour if len(colour) == 7 else "#" + "".join(2 * digit for digit in colour[1:])
        for name, colour in pairs.items()
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_have_a_contrast_of_4_5_on_either_ground(scheme):
    found = colours(scheme)
    assert len(found) == 12
    for name in {*found} - {"rules", "behind", "ground"}:
        for ground in ("behind", "ground"):
            assert contrast(found[name], found[ground]) >= 4.5, (name, ground)


@pytest.fixture(scope="module")
def browser():
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("no Chromium is installed")
    playwright = pytest.importorskip("playwright.sync_api", reason="the extra browser is not installed")
    pytest.importorskip("axe_playwright_python", reason="the extra browser is not installed")
    with playwright.sync_playwright() as running:
        yield running.chromium.launch(executable_path=chromium, args=["--no-sandbox"])


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_a_narrow_page_does_not_scroll_sideways(browser, pages, tmp_path, scheme):
    """Every kind of page once, in one of both languages and colour schemes by turns; or each in all four (`make proof`)."""
    from axe_playwright_python.sync_playwright import Axe

    kinds, at = [*ANSWERS], ["dark", "light"].index(scheme)
    for number, ((name, language), page) in enumerate(pages.items()):
        turn = kinds.index(name)
        if not IS_PROOF and (turn % 2 != at or language != ("nl", "en")[turn // 2 % 2]):
            continue
        file = tmp_path / f"{number}.html"
        file.write_text(page, encoding="utf-8")
        shown = browser.new_page(color_scheme=scheme, bypass_csp=True, viewport={"width": 375, "height": 800})
        asked = []
        shown.on("request", lambda request, asked=asked: asked.append(request.url))
        shown.goto(file.as_uri())
        assert asked == [file.as_uri()], name
        assert shown.evaluate("document.documentElement.scrollWidth") <= 375, (name, language)
        found = Axe().run(shown).response["violations"]
        assert [(each["id"], each["nodes"][0]["html"]) for each in found] == [], (name, language)
        shown.close()


# --- NOTEBOOKS ---


@pytest.fixture(scope="module")
def sample():
    return sto.load(sample=True)


@pytest.mark.parametrize("kind", ["result", "groups", "check", "report"])
def test_a_notebook_shows_the_same_sheets(sample, kind):
    shown = {
        "result": lambda: sto.ask(sample, "technical_share", years=2024),
        "groups": lambda: sto.ask(sample, "technical_share", by="province", years=[2019, 2024]),
        "check": lambda: sto.check(sample, sto.load_claims("letter")),
        "report": lambda: sto.report(sample),
    }[kind]()
    for language in ("en", "nl"):
        with speaking(language):
            html, markdown = shown._repr_html_(), shown._repr_markdown_()  # what Jupyter calls
        part = html5lib.HTMLParser(strict=True).parseFragment(html)
        number = "19.209%" if kind == "check" else "20.4%"
        number = number.replace(".", ",") if language == "nl" else number
        assert number in text(part), kind
        assert number in markdown, kind
        assert markdown.startswith("# ")
        assert ("Synthetic sample" if language == "en" else "Synthetisch voorbeeld") in text(part)


def test_a_notebook_is_dutch_where_the_environment_says_so(sample, monkeypatch):
    shown = sto.ask(sample, "technical_share", years=2024)
    assert "Technical share" in shown._repr_markdown_()  # what Jupyter calls
    monkeypatch.setenv("STO_LANG", "nl")
    assert "Aandeel techniek" in shown._repr_markdown_()


def test_a_long_result_shows_its_first_rows_and_says_how_many_more(sample):
    """The sample has 42 locations with technical pupils among its 115; a notebook shows 100 of each part."""
    result = sto.ask(sample, "pupil_count", by=["location", "profile"], years=2024)
    rows = result._repr_markdown_().count("\n| ")  # what Jupyter calls
    assert rows <= 100 + 3  # a head, its rule and the whole
    assert result.frame.height > 103


def test_the_page_on_notebooks_shows_what_jupyter_shows():
    """Each block of Python is a cell; what stands below it is the Markdown that Jupyter got of its last line."""
    nbformat = pytest.importorskip("nbformat", reason="nbclient is not installed")
    nbclient = pytest.importorskip("nbclient", reason="nbclient is not installed")
    pytest.importorskip("ipykernel", reason="ipykernel is not installed")
    from tests.test_readme import compare

    page = (TOP / "docs" / "notebook.md").read_text(encoding="utf-8")
    shape = re.compile(r"```python\n(.*?)```\n(\n<!-- shown -->\n.*?<!-- end -->\n)?", re.DOTALL)
    cells = [nbformat.v4.new_code_cell(code) for code, _ in shape.findall(page)]
    notebook = nbformat.v4.new_notebook(cells=cells)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of Jupyter, about itself
        nbclient.NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    outputs = iter([cell.get("outputs", []) for cell in cells])

    def with_output(found):
        shown = [output["data"] for output in next(outputs) if output["output_type"] == "execute_result"]
        if not found[2]:
            return f"```python\n{found[1]}```\n"
        (data,) = shown
        assert "<table>" in data["text/html"]
        markdown = re.sub(r"^# (.*)$", r"**\1**", data["text/markdown"], flags=re.MULTILINE)
        return f"```python\n{found[1]}```\n\n<!-- shown -->\n{markdown}<!-- end -->\n"

    compare(TOP / "docs" / "notebook.md", shape.sub(with_output, page))
