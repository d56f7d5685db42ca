"""One place beside its province and the country: numbers that others give too, ranks as ranges, and a folder of pages."""

import csv
import json
import re
from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import product
from pathlib import Path
from random import Random

import polars as pl
import pytest
from polars.testing import assert_frame_equal

import sto_cli as sto
from sto_cli.language import speaking
from sto_cli.measuring.one_place import PLACES
from sto_cli.portraying import (
    CERTAINLY_HIGHER,
    CERTAINLY_LOWER,
    EXAMS,
    GIRLS,
    PROBABLY_HIGHER,
    PROBABLY_LOWER,
    PROFILES,
    SAME,
    SHARE,
    TRACKS,
    UNDECIDED,
    beside,
    ranks,
)
from sto_cli.present.numbers import ordinal
from sto_cli.present.panel import DASHES, PAPER
from sto_cli.present.panels import panels
from sto_cli.present.portrait_tables import ranked, years
from sto_cli.reading.load import sample_folder
from sto_cli.yearly.portraits import file_name
from tests import by_turns
from tests.drawing import run, staffing, write
from tests.generated import draw_pupils, write_pupils

DUO = Path(__file__).parents[2] / "shared" / "duo"
has_duo = pytest.mark.skipif(not DUO.is_dir(), reason="the real DUO files are not part of the project, and not here")

PUPILS = """
location  track  profile  3 boys  3 girls
00AA00    BB     PIE      20      10
00AA00    BB     D&P      70      0
00BB00    KB     BWI      30      10
00BB00    KB     Groen    30      30
00CC00    GL     Z&W      25      25
"""
"""Technical: 30 of 100 in Noord, 40 of 100 in Midden, 0 of 50 in Zuid: 70 of 250 in all."""
REGIONS = "location,region\n00AA00,Noord\n00BB00,Midden\n00CC00,Zuid\n"


def drawn(folder, table, regions=REGIONS, year="2019-2020"):
    write_pupils(folder, draw_pupils(table), year=year)
    return write(folder / "regios.csv", regions).parent


@pytest.fixture
def folder(tmp_path):
    return drawn(tmp_path, PUPILS)


@cache
def sample():
    return sto.load(sample=True)


@cache
def portraits(column):
    """Make the portraits of all places of the sample."""
    return [*sto.portraits(sample(), column)]


# --- WHAT A PORTRAIT SAYS ---


def test_a_place_stands_beside_its_province_and_the_country(folder):
    found = sto.portrait(sto.load([folder]), {"sto_region": "noord"})
    assert (found.column, found.place, found.provinces, found.year) == (
        "sto_region",
        "Noord",
        ("Utrecht",),
        "2019-2020",
    )
    shares = [found.row(SHARE, "2019-2020", area)["value"] for area in range(3)]
    assert shares == [30 / 100, 70 / 250, 70 / 250]
    assert found.row(GIRLS, "2019-2020")["value"] == 10 / 30
    assert found.rank(SHARE, "2019-2020") | {"indicator": 0, "definition": 0} == {
        "indicator": 0, "definition": 0, "school_year": "2019-2020", "place": "Noord",
        "best": 2, "worst": 2, "est_best": 2, "est_worst": 2, "ranked": 3, "unranked": 0,
    }  # fmt: skip


def test_every_section_says_how_the_place_lies_beside_the_others(folder):
    """Of Noord 10 of 30 technical pupils are girls; of the country, and of the one province, 20 of 70."""
    said = run("portrait", folder, "--where", "sto_region=Noord", "--format", "markdown").out
    assert (
        "Girls' share in 2019-2020: 33.3%. Certainly higher than in Utrecht (28.6%). "
        "Certainly higher than in the Netherlands (28.6%). Rank: 1st of 2."
    ) in said


@pytest.mark.parametrize(
    ("where", "looks"), [({"municipality": "Hengelo"}, [0, 1, 2]), ({"province": "Zeeland"}, [0, 2])]
)
def test_the_country_is_drawn_alike_in_every_portrait(where, looks):
    """A province has none around it, and the country keeps the third colour, sign and line."""
    drawn_ = years(sto.portrait(sample(), where), SHARE).chart
    assert [one.look for one in drawn_.series] == looks
    (panel,) = panels(drawn_, PAPER)
    (dotted,) = [layer["mark"] for layer in panel["layer"] if layer["mark"].get("strokeDash") == DASHES[2]]
    (name,) = [
        layer["mark"]["color"]
        for layer in panel["layer"]
        for row in layer["data"]["values"]
        if row.get("text", "")[:1] == ["Netherlands"]
    ]
    assert dotted["color"] == name == PAPER.series[2]


def test_tracks_and_profiles_are_those_that_the_place_has(folder):
    """Noord has BB alone, 30 of 100; and of all its pupils 30 in PIE, 70 in D&P."""
    found = sto.portrait(sto.load([folder]), {"STO-regio": "Noord"})
    assert found.sections[TRACKS].place.frame.select("track", "value").rows() == [("BB", 0.3)]
    assert found.sections[PROFILES].place.frame.select("profile", "value").rows() == [("PIE", 0.3), ("D&P", 0.7)]


@pytest.mark.parametrize(
    "where", [{"municipality": "Hengelo"}, {"rmc": "overijssel zuid"}, {"province": "Zeeland"}], ids=str
)
def test_each_number_is_what_its_command_gives(where):
    """The same question, asked of the place by itself: every number, bound, interval and mark."""
    found = sto.portrait(sample(), where)
    asked = {
        SHARE: ("technical_share", {}),
        TRACKS: ("technical_share", {"by": "track"}),
        GIRLS: ("girls_share", {}),
        EXAMS: ("exam_technical_share", {}),
    }
    for section, (indicator, more) in asked.items():
        answer = sto.ask(sample(), indicator, where=where, **more).frame
        assert_frame_equal(found.sections[section].place.frame.drop(found.column), answer)
        assert_frame_equal(found.sections[section].country.frame, sto.ask(sample(), indicator, **more).frame)


def test_one_portrait_is_as_that_among_all():
    """Where one is asked for, what is cut by track and profile is measured for it alone."""
    all_ = {each.place: each for each in portraits("municipality")}
    for place in ("HENGELO", "GOES", "OSS"):
        one, other = sto.portrait(sample(), {"municipality": place}), all_[place]
        assert_frame_equal(one.ranks, other.ranks)
        assert_frame_equal(one.opened, other.opened)
        assert {*one.sections} == {*other.sections}
        for section, areas in one.sections.items():
            for own, same in zip(areas, other.sections[section], strict=True):
                assert_frame_equal(own.frame, same.frame)


def test_what_opened_and_closed_is_listed_by_name(tmp_path):
    """In Noord PIE closed and BWI opened; what happened in Midden is in the portrait of Midden."""
    drawn(tmp_path, PUPILS)
    drawn(tmp_path, PUPILS.replace("BB     PIE", "BB     BWI").replace("KB     BWI", "KB     MaT"), year="2020-2021")
    found = sto.portrait(sto.load([tmp_path]), {"sto_region": "Noord"})
    assert found.opened.select("kind", "location", "location_name", "profile").rows() == [
        ("closed", "00AA00", "School", "PIE"),
        ("opened", "00AA00", "School", "BWI"),
    ]


def test_what_is_hardly_certain_is_named(tmp_path):
    """PIE: one mask, 1 to 4; BWI: 20 and a mask, 21 to 24. The highest of PIE is more than twice its lowest."""
    table = """
    location  track  profile  3 boys  3 girls
    00AA00    BB     PIE      <5      0
    00AA00    KB     BWI      20      <5
    00AA00    KB     D&P      50      20
    """
    found = run("portrait", drawn(tmp_path, table), "--where", "sto_region=Noord")
    assert (
        "Little is certain of: technical pupils in BB (1–4); pupils in PIE (1–4); girls in technical profiles (1–4)."
        in found.out
    )


@pytest.mark.parametrize(
    ("own", "other", "said"),
    [
        # low, high, and the ends of the interval
        ((0.30, 0.34, 0.31, 0.33), (0.20, 0.29, 0.21, 0.23), CERTAINLY_HIGHER),
        ((0.30, 0.34, 0.32, 0.33), (0.20, 0.31, 0.21, 0.23), PROBABLY_HIGHER),
        ((0.30, 0.34, 0.31, 0.33), (0.20, 0.35, 0.21, 0.32), UNDECIDED),
        ((0.30, 0.34, None, None), (0.20, 0.31, 0.21, 0.23), PROBABLY_HIGHER),
        ((0.20, 0.31, 0.21, 0.23), (0.30, 0.34, 0.32, 0.33), PROBABLY_LOWER),
        ((0.20, 0.29, 0.21, 0.23), (0.30, 0.34, 0.31, 0.33), CERTAINLY_LOWER),
        ((0.25, 0.25, 0.25, 0.25), (0.25, 0.25, 0.25, 0.25), SAME),
        ((None, None, None, None), (0.25, 0.25, 0.25, 0.25), UNDECIDED),
    ],
)
def test_how_a_number_lies_beside_another(own, other, said):
    names = ("low", "high", "est_low", "est_high")
    assert beside(dict(zip(names, own, strict=True)), dict(zip(names, other, strict=True))) == said


# --- SUMS ---


def summed(found, data, column):
    """Give of each section what portraits and `unknown` are together, and what the country is."""
    for section, areas in found[0].sections.items():
        question = replace(areas.place.question, where={})
        every = sto.calculate(data, question).frame
        unknown = every.filter(pl.col(column).is_null() | (pl.col(column) == "unknown"))
        keys = ["school_year", *question.by[1:]]
        # A profile that a place does not offer is no row there, so all pupils of the place are not counted in it.
        sides = ["numerator"] if section == PROFILES else ["numerator", "denominator"]
        amounts = [f"{side}_{end}" for side in sides for end in ("low", "high")]
        rows = pl.concat([*(each.sections[section].place.frame.select(every.columns) for each in found), unknown])
        together = rows.group_by(keys).agg(pl.col(amounts).sum())
        country = areas.country.frame.select(*keys, *amounts)
        yield country.select(keys).join(together, on=keys, how="left").fill_null(0).sort(keys), country.sort(keys)


@pytest.mark.parametrize("column", by_turns(PLACES, 2))
def test_all_portraits_and_unknown_add_up_to_the_country(column):
    """For certain, every count: technical pupils, all pupils, girls, exam candidates, and those of each track and profile."""
    for together, country in summed(portraits(column), sample(), column):
        assert_frame_equal(together, country)


@has_duo
@pytest.mark.parametrize("column", ["province", "municipality"])
def test_all_portraits_of_the_real_files_add_up_too(column):
    data = sto.load([DUO])
    for together, country in summed([*sto.portraits(data, column)], data, column):
        assert_frame_equal(together, country)


# --- RANKS ---


def test_the_highest_is_first_and_equal_numbers_share_a_rank():
    """0.4 twice, then 0.3: two are 1st, and the other is 3rd, since two are above it."""
    assert ranks([(0.4, 0.4), (0.3, 0.3), (0.4, 0.4)]) == [(1, 1), (3, 3), (1, 1)]


def slowly(ranges):
    """Try every way in which numbers lie in their ranges, and see which ranks occur."""
    tried = [
        [1 + sum(other > one for other in numbers) for one in numbers]
        for numbers in product(*(range(low, high + 1) for low, high in ranges))
    ]
    return [(min(each), max(each)) for each in zip(*tried, strict=True)]


@pytest.mark.parametrize("seed", range(40))
def test_ranks_are_those_that_occur(seed):
    random = Random(seed)  # noqa: S311  # the same cases every time
    lows = [random.randint(0, 8) for _ in range(random.randint(1, 6))]
    found = [(low, low + random.choice([0, 0, 1, 2, 3])) for low in lows]
    assert ranks(found) == slowly(found)


MASKED = """
location  track  profile  3 boys  3 girls
00AA00    BB     PIE      <5      0
00AA00    BB     D&P      11      0
00BB00    KB     BWI      <5      0
00BB00    KB     Groen    <5      0
00CC00    GL     PIE      6       0
00CC00    GL     Z&W      20      0
00DD00    BB     BWI      <5      0
00DD00    BB     HBR      9       7
"""
PARTS = {"00AA": "Noord", "00BB": "Midden", "00CC": "Zuid", "00DD": "West"}


def test_a_rank_covers_every_value_of_the_masked_cells(tmp_path):
    """Four masks of 1 to 4 are 256 ways; each gives four shares, and each share its rank."""
    regions = "location,region\n" + "".join(f"{brin}00,{region}\n" for brin, region in PARTS.items())
    data = sto.load([drawn(tmp_path, MASKED, regions)])
    occur = {region: set() for region in PARTS.values()}
    for a, b, other_b, d in product(range(1, 5), repeat=4):
        shares = {
            "Noord": Fraction(a, a + 11),
            "Midden": Fraction(b, b + other_b),
            "Zuid": Fraction(6, 26),
            "West": Fraction(d, d + 16),
        }
        for region, share in shares.items():
            occur[region].add(1 + sum(other > share for other in shares.values()))
    for region, possible in occur.items():
        rank = sto.portrait(data, {"sto_region": region}).rank(SHARE, "2019-2020")
        assert (rank["best"], rank["worst"]) == (min(possible), max(possible))
        assert rank["best"] <= rank["est_best"] <= rank["est_worst"] <= rank["worst"]


def test_a_place_without_pupils_has_no_rank_and_is_counted(tmp_path):
    """Zuid has pupils in TL only, who are in no profile."""
    data = sto.load([drawn(tmp_path, PUPILS.replace("GL     Z&W", "TL     -  "))])
    assert sto.portrait(data, {"sto_region": "Zuid"}).rank(SHARE, "2019-2020") is None
    rank = sto.portrait(data, {"sto_region": "Noord"}).rank(SHARE, "2019-2020")
    assert (rank["best"], rank["ranked"], rank["unranked"]) == (2, 2, 1)


def test_locations_without_a_place_are_no_peers(tmp_path):
    data = sto.load([drawn(tmp_path, PUPILS, REGIONS.replace("00BB00,Midden\n", ""))])
    rank = sto.portrait(data, {"sto_region": "Noord"}).rank(SHARE, "2019-2020")
    assert (rank["best"], rank["worst"], rank["ranked"]) == (1, 1, 2)


def test_ranks_in_words():
    rank = {"best": 4, "worst": 19, "est_best": 11, "est_worst": 11, "ranked": 1135}
    assert ranked(rank, certain=True, in_words=True) == "4th to 19th of 1,135"
    assert ranked(rank, certain=True) == "4th–19th of 1,135"
    assert ranked(rank, certain=False, in_words=True) == "11th of 1,135"
    with speaking("nl"):
        assert ranked(rank, certain=True, in_words=True) == "4e tot en met 19e van 1.135"
    assert [ordinal(place) for place in (1, 2, 3, 12, 21, 22, 113, 1002)] == [
        "1st", "2nd", "3rd", "12th", "21st", "22nd", "113th", "1,002nd",
    ]  # fmt: skip


# --- FORMS ---


def test_every_form_says_the_same(folder):
    """CSV and JSON have one set of rows; each rank stands beside the number of the place, and nowhere else."""
    ask = ("portrait", folder, "--where", "sto_region=Midden", "--format")
    rows = [*csv.DictReader(run(*ask, "csv").out.splitlines())]
    document = json.loads(run(*ask, "json").out)
    assert [{key: value for key, value in row.items() if value not in {None, ""}} for row in document["rows"]] == [
        {key: typed(value, document["rows"][at][key]) for key, value in row.items() if value}
        for at, row in enumerate(rows)
    ]
    assert document["portrait"] == {
        "column": "sto_region", "place": "Midden", "name": "Midden", "provinces": ["Utrecht"], "school_year": "2019-2020",
    }  # fmt: skip
    ranked_rows = [
        (row["area"], row["indicator"], row["rank_best"], row["rank_ranked"]) for row in rows if row["rank_best"]
    ]
    assert ranked_rows == [("place", "technical_share", "1", "3"), ("place", "girls_share", "2", "2")]
    html, markdown = run(*ask, "html").out, run(*ask, "markdown").out
    assert "Share of each profile, letter: each of the ten profiles ÷ all pupils" in html
    assert "letter:BWI" not in html + markdown
    for text in ("Portrait of Midden (sto_region)", "40.0%", "1st of 3"):
        assert text in html
        assert text.replace("_", "\\_") in markdown


def typed(text, like):
    return like == "true" if isinstance(like, bool) else type(like)(text)


def test_a_workbook_has_the_tables_and_the_rows(folder, tmp_path):
    run("portrait", folder, "--where", "sto_region=Midden", "-o", tmp_path / "midden.xlsx")
    answer = pl.read_excel(tmp_path / "midden.xlsx", sheet_name="answer", has_header=False, infer_schema_length=0)
    rows = pl.read_excel(tmp_path / "midden.xlsx", sheet_name="results")
    assert "Portrait of Midden (sto_region)" in {text for row in answer.rows() for text in row}
    assert rows.filter(area="place")["value"].to_list()[:1] == [0.4]


def test_a_long_or_hostile_name_is_text_in_every_form(tmp_path):
    """Tags, quotes, a mark that turns the direction of text, a formula, and 10,000 characters."""
    names = ["<script>alert(1)</script>", "=1+1 \u202e\"'&", "Zeer " + "lang" * 2_500]
    quoted = [name.replace('"', '""') for name in names]
    regions = "location,region\n" + "".join(
        f'{location},"{name}"\n' for location, name in zip(("00AA00", "00BB00", "00CC00"), quoted, strict=True)
    )
    write_pupils(tmp_path, draw_pupils(PUPILS))
    (tmp_path / "regios.csv").write_text(regions, encoding="utf-8")
    found = run("portrait", tmp_path, "--each", "sto_region", "-o", tmp_path / "pages", "-q")
    assert found.code == 0, found.err
    pages = {path.name: path.read_text("utf-8") for path in (tmp_path / "pages").glob("*.html")}
    assert sorted(pages) == ["1-1.html", "index.html", "script-alert-1-script.html", "zeer-" + "lang" * 13 + "lan.html"]
    for content in pages.values():
        assert "<script" not in content
        assert "\u202e" not in content
        assert "lang" * 30 not in content
    assert "&lt;script&gt;alert(1)&lt;/script&gt;</a>" in pages["index.html"]
    ask = ("portrait", tmp_path, "--where", f"sto_region={names[1]}")
    assert "'=1+1" in run(*ask, "--format", "csv").out
    assert "\u202e" not in run(*ask).out


# --- A FOLDER OF PAGES ---


def pages(folder, *more):
    return run("portrait", folder, "--each", "STO-regio", "-o", folder / "pages", "-q", *more)


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_each_place_has_a_page_and_the_index_leads_to_it(folder):
    """The main figures of each, those of the country below them, and the same bytes a second time."""
    assert pages(folder).err == f"sto: wrote 3 portraits and index.html to {folder / 'pages'}\n"
    written = contents(folder / "pages")
    assert sorted(written) == ["index.html", "manifest.json", "midden.html", "noord.html", "zuid.html"]
    index = written["index.html"].decode()
    for name, text in {"midden": "Midden", "noord": "Noord", "zuid": "Zuid"}.items():
        assert f'<a href="{name}.html">{text}</a>' in index
    assert [index.count(text) for text in ("40.0%", "30.0%", "28.0%", "1st of 3", "2nd of 3")] == [1, 1, 1, 1, 1]
    assert b"Portrait of Noord (sto_region)" in written["noord.html"]
    assert pages(folder).code == 0
    assert contents(folder / "pages") == written


def test_locations_without_a_place_are_a_row_of_the_index(tmp_path):
    """00BB00 with its 40 of 100 is in no portrait: the three rows add up to 70 of 250."""
    drawn(tmp_path, PUPILS, REGIONS.replace("00BB00,Midden\n", ""))
    pages(tmp_path)
    index = (tmp_path / "pages" / "index.html").read_text("utf-8")
    assert "unknown" in index
    assert [text in index for text in ("40.0%", "midden.html")] == [True, False]


@pytest.mark.parametrize("name", ["noord.html", "manifest.json", "mine.txt"])
def test_what_a_person_wrote_among_the_pages_stays(folder, name):
    pages(folder)
    file = folder / "pages" / name
    file.write_bytes((file.read_bytes() if file.exists() else b"") + b"my remark\n")
    found = pages(folder)
    assert (found.code, name in found.err, "sto portrait" in found.err) == (2, True, True)
    assert file.read_bytes().endswith(b"my remark\n")
    assert run("verify", folder / "pages").code == (3 if name == "manifest.json" else 1)


def test_pages_vouch_for_themselves(folder):
    pages(folder)
    assert run("verify", folder / "pages").out == f"{folder / 'pages'}: every file is as sto wrote it.\n"
    (folder / "pages" / "zuid.html").unlink()
    assert run("verify", folder / "pages").out == f"{folder / 'pages' / 'zuid.html'}: gone\n"


def test_results_of_a_run_are_no_folder_for_pages(folder):
    """Nor the other way round: each writes over its own only."""
    pages(folder)
    run("init", folder, "-o", folder / "sto.toml")
    assert "which sto run did not write" in run("run", folder / "sto.toml", "-o", folder / "pages").err
    run("run", folder / "sto.toml", "-o", folder / "results")
    found = run("portrait", folder, "--each", "province", "-o", folder / "results")
    assert (found.code, "which sto portrait did not write" in found.err) == (2, True)


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("'s-Gravenhage", "s-gravenhage"),
        ("Súdwest-Fryslân", "sudwest-fryslan"),
        ("Bergen (L.)", "bergen-l"),
        ("Noord/Zuid\\Oost", "noord-zuid-oost"),
        ("CON", "place-con"),
        ("com1", "place-com1"),
        ("Index", "place-index"),
        ("...", "place"),
        ("東京", "place"),
        ("x" * 300, "x" * 60),
    ],
)
def test_a_file_name_is_one_on_every_system(name, file):
    assert file_name(name, set()) == file


def test_names_that_fold_to_one_are_told_apart():
    taken = {"index"}
    assert [file_name(name, taken) for name in ("Hengelo", "HENGELO", "Hèngelo", "Index", "place-index")] == [
        "hengelo", "hengelo-2", "hengelo-3", "place-index", "place-index-2",
    ]  # fmt: skip


# --- WRONG WORDS ---


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        ([], 2, "a portrait is of one place; name it, for instance with --where municipality=Hengelo."),
        (["--where", "sto_region=Nord"], 2, "the data has no such sto_region; did you mean 'Noord'?"),
        (["--where", "provincie=Utrech"], 2, "there is no such province; did you mean 'Utrecht'?"),
        (["--where", "province=Zeeland"], 3, "the data has no such province; it has Utrecht."),
        (["--where", "sto_region=Noord,Zuid"], 2, "but Noord and Zuid are 2; name one, or use --each sto_region."),
        (["--where", "sto_region=Noord", "--where", "province=Utrecht"], 2, "but sto_region and province are given"),
        (["--where", "sto_region=Noord", "--where", "profile=PIE"], 2, "--where profile: a portrait is of everybody"),
        (["--where", "sto_region!=Noord"], 2, "--where sto_region!: a portrait is of everybody"),
        (["--where", "sto_region=unknown"], 2, "--where sto_region=unknown: is no place"),
        (["--where", "sto_region"], 2, "--where sto_region: write COLUMN=VALUE"),
        (
            ["--where", "gemeente=Hengelo"],
            3,
            "none of the files gives the municipality of a location; add DUO's file 02",
        ),
        (["--where", "sto_region=Noord", "--year", "2011"], 3, "no enrolment data for 2011-2012; they have 2019-2020."),
        (["--each", "gemeente"], 2, "--each gemeente: writes a page for every place; name their folder"),
        (["--each", "profiel", "-o", "pages"], 2, "--each profiel: there is no such kind of place; did you mean"),
        (["--each", "province", "-o", "pages", "--format", "csv"], 2, "the pages are HTML; leave out --format csv."),
        (
            ["--each", "province", "-o", "pages", "--where", "province=Utrecht"],
            2,
            "--each and --where do not go together",
        ),
    ],
    ids=str,
)
def test_a_wrong_word_is_answered_with_what_to_write(tmp_path, options, code, said):
    drawn(tmp_path, PUPILS, REGIONS.replace("00CC00,Zuid", "00CC00,Zuid\n00DD00,Oost").replace("00BB00,Midden\n", ""))
    found = run("portrait", tmp_path, *options)
    assert (found.code, found.out) == (code, "")
    assert said in found.err.splitlines()[-1]


def test_files_that_have_no_pupils(tmp_path):
    """Staff is of no place; exam candidates alone have a portrait of their own."""
    staffing(tmp_path)
    found = run("portrait", tmp_path, "--where", "province=Utrecht")
    assert (found.code, "the files have no enrolment data" in found.err) == (3, True)
    alone = next(sample_folder().glob("07*.csv"))
    found = run("portrait", alone, "--where", "municipality=Hengelo", "-q")
    assert (found.code, "gives the municipality of a location; add DUO's file 02" in found.err) == (3, True)
    exams = sorted(sample_folder().glob("0[27]*.csv"))
    found = run("portrait", *exams, "--where", "municipality=Hengelo", "-q")
    assert (found.code, found.out.splitlines()[0]) == (0, "Portrait of HENGELO (municipality)")
    assert found.out.splitlines()[1].startswith("Technical share among exam candidates in 2018-2019: 40.2%.")


def test_a_place_with_nobody_in_scope_says_so(tmp_path):
    drawn(tmp_path, PUPILS.replace("GL     Z&W", "TL     -  "))
    found = run("portrait", tmp_path, "--where", "sto_region=Zuid")
    assert found.code == 0
    assert found.out.splitlines()[1] == "Technical share in 2019-2020: no number, since nobody is in scope."


def test_who_has_nothing_is_last_with_all_others_that_have_nothing():
    """Eindhoven has no technical pupil in the sample, as have many: its rank sounds better than last."""
    found = run("portrait", "--sample", "--where", "municipality=Eindhoven", "-q")
    share, rank = (next(line for line in found.out.splitlines() if line.startswith(word)) for word in ("Tech", "Rank"))
    assert share == "Technical share in 2024-2025: 0.0%."
    assert re.fullmatch(r"Rank: shared last, [0-9]+(st|nd|rd|th) of [0-9]+\.", rank)
