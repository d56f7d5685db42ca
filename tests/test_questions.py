"""Nineteen questions that people ask: one command line each, and the right answer, counted here from the files themselves.

The counting is slow and obvious on purpose: the csv module and plain dictionaries, nothing of sto.
"""

import csv
import functools
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.drawing import run

DUO = Path(__file__).parents[2] / "shared" / "duo"
real = pytest.mark.skipif(not DUO.is_dir(), reason="the real DUO files are not part of the project, and not here")
SAMPLE = Path(__file__).parents[1] / "sample_data"

FILE = {2017: "01*2017-2018.csv", 2019: "01*2019.csv"}
TECHNICAL = {
    "bouwen, wonen en interieur": "BWI", "produceren, installeren en energie": "PIE", "mobiliteit en transport": "M&T",
    "media, vormgeving en ict": "MVI", "maritiem en techniek": "MaT",
}  # fmt: skip
OTHER = {
    "economie en ondernemen": "E&O", "horeca, bakkerij en recreatie": "HBR", "zorg en welzijn": "Z&W", "groen": "Groen",
    "dienstverlening en producten": "D&P",
}  # fmt: skip
TRACKS = {"VMBO BL lj 3-4": "BB", "VMBO KL lj 3-4": "KB", "VMBO GL lj 3-4": "GL"}


class Cell(NamedTuple):
    """A printed count of a file 01."""

    province: str
    location: str
    name: str
    place: str
    kind: str
    sector: str
    programme: str
    grade: int
    is_girls: bool
    pupils: int

    @property
    def is_technical(self):
        return self.programme in TECHNICAL


def records(path):
    with path.open(encoding="utf-8", errors="replace", newline="") as text:
        for row in csv.DictReader(text, delimiter=";"):
            yield {name.strip("\ufeff "): value for name, value in row.items() if name}


def file_of(year):
    (path,) = DUO.glob(FILE[year])
    return path


@functools.cache
def every_cell(year):
    """Read all cells that hold a pupil."""
    found = []
    for row in records(file_of(year)):
        kind = next(value for name, value in row.items() if name.startswith("ONDERWIJSTYPE"))
        about = (
            row["PROVINCIE VESTIGING"], row["BRIN NUMMER"] + row["VESTIGINGSNUMMER"].zfill(2), row["INSTELLINGSNAAM VESTIGING"],
            row["PLAATSNAAM VESTIGING"], kind, row["VMBO SECTOR"], row["AFDELING"].lower(),
        )  # fmt: skip
        for name, value in row.items():
            if name.startswith("LEER- OF VERBLIJFSJAAR") and value not in {"", "0"}:
                found.append(Cell(*about, int(name.split()[3]), name.endswith("VROUW"), int(value)))
    return found


def cells(year):
    """Read the cells of grades 3 and 4 of BB, KB and GL."""
    return [cell for cell in every_cell(year) if cell.kind in TRACKS and cell.grade in {3, 4}]


def share(found):
    """Count the technical pupils and all."""
    return sum(cell.pupils for cell in found if cell.is_technical), sum(cell.pupils for cell in found)


@functools.cache
def addresses():
    """Read the address file: municipality and labour market region by location."""
    (path,) = DUO.glob("02*.csv")
    return {row["VESTIGINGSNUMMER"]: (row["GEMEENTENAAM"], row["RPA-GEBIED NAAM"]) for row in records(path)}


def grouped(found, key):
    """Group cells by what a function gives of each."""
    groups = {}
    for cell in found:
        groups.setdefault(key(cell), []).append(cell)
    return groups


def answered(*words):
    """Ask sto, and read the rows of each of its tables, the heads first."""
    found = run(*words, "--format", "markdown")
    assert found.code in {0, 1}, found.err
    tables = found.out.replace("\\", "").split("\n\n")
    lines = [[line for line in table.splitlines() if line.startswith("| ")] for table in tables]
    return [
        [[cell.strip() for cell in line.strip("|").split(" | ")] for line in (one[0], *one[2:])] for one in lines if one
    ]


def number(text):
    return int(text.replace(",", ""))


def percent(part, whole):
    """Write a share that is no tie in one decimal."""
    return f"{part / whole:.1%}"


ADDRESSES = "02.-alle-vestigingen-vo-2020.csv"


# --- THE MINISTRY ---


@real
def test_1_which_province_had_the_highest_share_in_2019():
    shares = {province: share(found) for province, found in grouped(cells(2019), lambda cell: cell.province).items()}
    highest = max(shares, key=lambda province: shares[province][0] / shares[province][1])
    assert (highest, *shares[highest]) == ("Groningen", 1_095, 3_985)

    ((_, first, *_),) = answered(
        "technical-share", file_of(2019), "--by", "provincie", "--sort", "waarde", "--top", "1"
    )
    assert first[:4] == ["Groningen", "27.5%", "1,095", "3,985"]


@real
@pytest.mark.parametrize(("year", "girls", "everybody"), [(2017, 2_086, 22_124), (2019, 2_356, 22_913)])
def test_2_how_many_of_the_pupils_in_technical_profiles_are_girls(year, girls, everybody):
    counted = [cell for cell in cells(year) if cell.is_technical]
    assert (sum(cell.pupils for cell in counted if cell.is_girls), sum(cell.pupils for cell in counted)) == (
        girls,
        everybody,
    )

    ((_, *shown),) = answered("girls-share", file_of(year), "--by", "profiel")
    assert [*map(number, shown[-1][3:5])] == [girls, everybody]
    assert sum(number(row[3]) for row in shown[:-1]) == girls


@real
def test_3_how_many_of_all_girls_choose_a_technical_profile():
    girls = share([cell for cell in cells(2019) if cell.is_girls])
    ((_, *shown),) = answered("technical-share", file_of(2019), "--by", "geslacht")
    row = next(row for row in shown if row[0] == "girls")
    assert (row[1], *map(number, row[2:4])) == (percent(*girls), *girls)


@real
def test_4_what_is_the_share_without_media_vormgeving_en_ict():
    found = cells(2019)
    part = sum(cell.pupils for cell in found if cell.is_technical and TECHNICAL[cell.programme] != "MVI")
    assert (part, share(found)[1]) == (19_832, 119_243)

    ((_, row),) = answered("technical-share", file_of(2019), "--where", "profiel!=MVI")
    assert row[1:4] == ["16.6%", "19,832", "119,243"]


@real
def test_5_how_does_each_track_develop():
    ((_, *shown),) = answered("technical-share", file_of(2017), file_of(2019), "--by", "leerweg")
    expected = [
        [percent(*share([cell for cell in cells(year) if TRACKS[cell.kind] == track])) for year in (2017, 2019)]
        for track in ("BB", "KB", "GL")
    ]
    assert [row[2:4] for row in shown[:3]] == expected


@real
def test_6_how_many_of_all_pupils_in_grade_3_are_in_the_vmbo():
    third = [cell for cell in every_cell(2019) if cell.grade == 3]
    vmbo = sum(cell.pupils for cell in third if cell.kind in {*TRACKS, "VMBO TL lj 3-4"})
    ((_, row),) = answered("vmbo-share", file_of(2019))
    assert [*map(number, row[2:4])] == [vmbo, sum(cell.pupils for cell in third)]


@real
def test_7_in_which_province_does_the_vmbo_shrink_most():
    totals = {
        year: {province: sum(cell.pupils for cell in found) for province, found in grouped(cells(year), lambda cell: cell.province).items()}
        for year in (2017, 2019)
    }  # fmt: skip
    change = {province: totals[2019][province] / totals[2017][province] - 1 for province in totals[2019]}
    least = min(change, key=change.get)
    ((_, first, *_),) = answered(
        "pupils", file_of(2017), file_of(2019), "--by", "provincie", "--from", "2017", "--to", "2019",
        "--sort", "-verandering", "--top", "1",
    )  # fmt: skip
    assert first[:4] == [
        least, f"{totals[2017][least]:,}", f"{totals[2019][least]:,}", f"−{-change[least]:.1%}",
    ]  # fmt: skip


# --- A REGION ---


@real
def test_8_which_schools_in_utrecht_have_mobiliteit_en_transport():
    chosen = [cell for cell in cells(2019) if (cell.province, TECHNICAL.get(cell.programme)) == ("Utrecht", "M&T")]
    schools = {
        school: sum(cell.pupils for cell in found)
        for school, found in grouped(chosen, lambda cell: cell.location).items()
    }
    assert (len(schools), sum(schools.values())) == (6, 159)

    ((_, *shown),) = answered(
        "pupils", file_of(2019), "--where", "provincie=utrecht", "--where", "profiel=Mobiliteit en transport",
        "--by", "vestiging", "--sort", "waarde",
    )  # fmt: skip
    assert {row[0]: int(row[3]) for row in shown[:-1]} == schools
    assert shown[-1][:4] == ["all of these", "", "", "159"]


@real
def test_9_how_does_one_municipality_develop():
    here = {location for location, (municipality, _) in addresses().items() if municipality == "S GRAVENHAGE"}
    counted = [share([cell for cell in cells(year) if cell.location in here]) for year in (2017, 2019)]
    assert counted == [(398, 2_805), (359, 2_742)]
    ((_, *shown),) = answered(
        "technical-share", file_of(2017), file_of(2019), DUO / ADDRESSES, "--where", "gemeente=Den Haag",
    )  # fmt: skip
    assert [[*map(number, row[2:4])] for row in shown] == [[*pair] for pair in counted]


@real
def test_10_which_five_municipalities_have_the_most_technical_pupils():
    technical = [cell for cell in cells(2019) if cell.is_technical]
    towns = Counter()
    for cell in technical:
        towns[addresses().get(cell.location, ("unknown", ""))[0]] += cell.pupils
    ((_, *shown),) = answered(
        "pupils", file_of(2019), DUO / ADDRESSES, "--where", "profiel=BWI,PIE,M&T,MVI,MaT", "--by", "gemeente",
        "--sort", "waarde", "--top", "5",
    )  # fmt: skip
    assert [(row[0], number(row[1])) for row in shown[:5]] == towns.most_common(5)
    assert number(shown[5][1]) == share(technical)[0]


@real
def test_11_which_labour_market_region_has_the_highest_share():
    regions = grouped(cells(2019), lambda cell: addresses().get(cell.location, ("", "unknown"))[1])
    shares = {region: share(found) for region, found in regions.items()}
    highest = max(shares, key=lambda region: shares[region][0] / shares[region][1])
    ((_, first, *_),) = answered(
        "technical-share", file_of(2019), DUO / ADDRESSES, "--by", "arbeidsmarktregio", "--sort", "waarde", "--top", "1",
    )  # fmt: skip
    assert first[:4] == [highest, percent(*shares[highest]), *(f"{count:,}" for count in shares[highest])]


@real
def test_12_what_does_my_sto_region_look_like_beside_the_country(tmp_path):
    """The region is a table of one's own: the locations of Groningen whose BRIN begins with 1, as it happens."""
    chosen = {cell.location for cell in cells(2019) if cell.province == "Groningen" and cell.location.startswith("1")}
    table = tmp_path / "regio.csv"
    table.write_text("location;region\n" + "".join(f"{each};Ommelanden\n" for each in sorted(chosen)), encoding="utf-8")
    counted = share([cell for cell in cells(2019) if cell.location in chosen])
    ((_, *shown),) = answered("technical-share", file_of(2019), table, "--by", "sto-regio")
    row = next(row for row in shown if row[0] == "Ommelanden")
    assert (row[1], *map(number, row[2:4])) == (percent(*counted), *counted)
    assert shown[-1][:2] == ["Netherlands", "19.2%"]


# --- A SCHOOL BOARD ---


@real
def test_13_what_is_the_share_of_our_own_location():
    counted = share([cell for cell in cells(2019) if cell.location == "18AN00"])
    ((_, row),) = answered("technical-share", file_of(2019), "--where", "vestiging=18AN00")
    assert (row[1], *map(number, row[2:4])) == (percent(*counted), *counted)


@real
def test_14_how_many_locations_offer_each_profile():
    profiles = TECHNICAL | OTHER
    offered = {(cell.location, profiles[cell.programme]) for cell in cells(2019) if cell.programme in profiles}
    counted = Counter(profile for _, profile in offered)
    ((_, *shown),) = answered("profile-counts", file_of(2019), "--by", "profiel")
    assert {row[1]: number(row[3]) for row in shown if row[1] in counted} == counted


# --- A JOURNALIST ---


def technical_locations(year):
    return {cell.location for cell in cells(year) if cell.is_technical}


def had_legacy(location):
    """Tell whether a location had pupils of the sector Techniek outside the ten profiles in 2017."""
    return any(
        (cell.location, cell.sector) == (location, "Techniek") and cell.programme not in TECHNICAL | OTHER
        for cell in cells(2017)
    )


@functools.cache
def flows():
    """Ask which locations stopped and began: the table of the technical ones, by kind."""
    tables = answered(
        "profile-counts", file_of(2017), file_of(2019), "--flows", "--from", "2017", "--to", "2019", "--by", "vestiging",
    )  # fmt: skip
    rows = tables[-1][1:]
    return {
        kind: {row[1]: row[2:4] for row in rows if row[0] == kind} for kind in ("closed", "opened", "converted or new")
    }


@real
def test_15_which_locations_stopped_offering_any_technical_profile():
    stopped = technical_locations(2017) - technical_locations(2019)
    assert len(stopped) == 15
    assert {*flows()["closed"]} == stopped
    assert flows()["closed"]["17AN01"] == ["Minkema College", "WOERDEN"]
    # The newest name, which for who is there no more is that of 2017.
    last = {cell.location: [cell.name, cell.place] for year in (2017, 2019) for cell in every_cell(year)}
    assert flows()["closed"] == {location: last[location] for location in stopped}


@real
def test_16_which_locations_began_and_which_may_have_converted():
    new = technical_locations(2019) - technical_locations(2017)
    converted = {location for location in new if had_legacy(location)}
    assert (len(new - converted), len(converted)) == (18, 6)
    assert ({*flows()["opened"]}, {*flows()["converted or new"]}) == (new - converted, converted)


@real
def test_16b_how_many_profiles_opened_and_how_many_of_these_may_have_been_converted():
    """By location × profile, over all ten: 196 opened, of which 69 where legacy pupils of that sector were."""
    profiles = TECHNICAL | OTHER
    offered = [
        {(cell.location, cell.programme): cell.sector for cell in cells(year) if cell.programme in profiles}
        for year in (2017, 2019)
    ]
    legacy = {(cell.location, cell.sector) for cell in cells(2017) if cell.programme not in profiles}
    opened = offered[1].keys() - offered[0].keys()
    converted = {unit for unit in opened if (unit[0], offered[1][unit]) in legacy}
    assert (len(opened), len(converted)) == (196, 69)

    found = run(
        "profile-counts", file_of(2017), file_of(2019), "--flows", "--from", "2017", "--to", "2019", "--format", "csv",
    )  # fmt: skip
    rows = [row for row in csv.DictReader(found.out.splitlines()) if row["profile"]]
    told = Counter(row["kind"] for row in rows)
    assert told == {"closed": len(offered[0].keys() - offered[1].keys()), "opened": 196 - 69, "converted_or_new": 69}
    assert {(row["location"], row["profile"]) for row in rows if row["kind"] != "closed"} == {
        (location, profiles[programme]) for location, programme in opened
    }


@real
def test_17_where_does_a_printed_number_come_from():
    """19,2% is the share of the five profiles; the sector, and the five in grade 3, give another."""
    ((_, *shown),) = answered("match", "19,2%", file_of(2019), "--year", "2019", "--indicator", "technical_share")
    by_definition = {row[3].partition(":")[0]: (row[0], row[1]) for row in shown}
    third = share([cell for cell in cells(2019) if cell.grade == 3])
    assert by_definition["letter"] == ("confirmed", percent(*share(cells(2019))))
    assert by_definition["grade3"] == ("contradicted", percent(*third))


@real
def test_18_do_the_exam_candidates_tell_the_same():
    (path,) = DUO.glob("07*2018-2019.csv")
    counted = [0, 0]
    for row in records(path):
        if row["ONDERWIJSTYPE VO"] == "VMBO" and row["LEERWEG VMBO"] != "TL":
            candidates = int(row["EXAMENKANDIDATEN"])
            counted[0] += candidates * (row["AFDELING"] in {"BWI", "PIE", "MTR", "MVI", "MTE"})
            counted[1] += candidates
    assert counted == [11_186, 54_013]
    ((_, row),) = answered("exam-share", path)
    assert (row[1], *map(number, row[2:4])) == (percent(*counted), *counted)


def test_19_how_many_teachers_are_there_and_how_many_came_from_another_trade():
    """On the sample: real files of staff have no profile."""
    (path,) = SAMPLE.glob("onderwijspersoneel*.csv")
    sums = Counter()
    for row in records(path):
        if (row["ONDERWIJSTYPE"], row["FUNCTIEGROEP"]) == ("VO", "Onderwijsgevend personeel"):
            for name in ("FTE'S 2018", "FTE'S 2023", "PERSONEN 2023", "ZIJ-INSTROMERS 2023"):
                value = row[name].replace(",", ".")
                # A masked cell is left out: where sto shows one number, there is none.
                sums[row["PROFIEL"].lower() in TECHNICAL, name] += float(value) if value != "*" else 0
    ((_, first, last, change, *_),) = answered("fte-change", path)
    growth = sums[True, "FTE'S 2023"] / sums[True, "FTE'S 2018"] - 1
    assert [first[2], last[2], change[2]] == [f"{sums[True, name]:.1f}" for name in ("FTE'S 2018", "FTE'S 2023")] + [
        f"+{growth:.1%}"
    ]
    ((_, row),) = answered("side-entrants", path, "--year", "2023")
    assert [number(cell) for cell in row[2:4]] == [sums[True, "ZIJ-INSTROMERS 2023"], sums[True, "PERSONEN 2023"]]
