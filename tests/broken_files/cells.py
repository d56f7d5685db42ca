"""Counts, amounts and codes."""

from __future__ import annotations

from tests.broken_files.registry import (
    ANSWERED,
    BOUNDED,
    BOYS_3,
    LOST_ZEROS,
    MASKED,
    QUOTED,
    REFUSED,
    STAFF,
    of_lines,
    of_rows,
    put,
)

# --- COUNTS ---

_COUNTS = {
    "a thousands dot": "1.204",
    "a thousands comma": "1,204",
    "a thousands space": "1 204",
    "a hard thousands space": "1\xa0204",
    "a thousands apostrophe": "1'204",
    "a decimal comma in a count": "26,0",
    "an exponent": "2.6E+1",
    "a negative count": "-3",
    "the mask of the portal": "-1",
    "a minus of typographers": "−3",
    "a number in brackets": "(3)",
    "a plus sign": "+5",
    "a mask with another number": "<10",
    "a mask the wrong way round": "5>",
    "a mask in words": "minder dan 5",
    "the mask of staff": "*",
    "a blank where 0 was": "",
    "a space where 0 was": " ",
    "a dash where 0 was": "-",
    "a footnote": "26*",
    "the letter O for a 0": "2O",
    "a number in other digits": "２６",
    "a count that Excel made a date of": "26-jan",
    "a count that Excel had no room for": "###",
    "an error of Excel": "#N/B",
    "a formula": "=SOM(L2:L5)",
    "no number": "NaN",
    "infinity": "inf",
    "a percentage": "26%",
    "a number in words": "zes",
    "a count that no school has": "99999999999",
}
for _name, _printed in _COUNTS.items():

    @of_rows(name=_name)
    def _count(rows, printed=_printed):
        return put(rows, BOYS_3, printed)


for _name, _printed in {
    "a decimal point in a count": "26.0",
    "a space before a count": " 26",
    "a space behind a count": "26 ",
}.items():

    @of_rows(name=_name, gets=ANSWERED)
    def _same_count(rows, printed=_printed):
        return put(rows, BOYS_3, printed)


@of_rows(sample=MASKED, gets=ANSWERED)
def a_space_in_all_masks(rows):
    return [[cell.replace("<5", "< 5") for cell in row] for row in rows]


@of_rows(sample=MASKED)
def zeros_as_blanks_in_all_rows(rows):
    return [rows[0], *([*row[:10], *("" if cell == "0" else cell for cell in row[10:])] for row in rows[1:])]


@of_rows(sample=QUOTED)
def a_thousands_dot_in_quotes(rows):
    return put(rows, BOYS_3, "1.204")


@of_rows(gets=ANSWERED)
def zeros_before_a_count(rows):
    return [rows[0], *([*row[:10], *(cell.zfill(4) for cell in row[10:])] for row in rows[1:])]


# --- CODES ---

_EDUCATION = "ONDERWIJSTYPE VO EN LEER- OF VERBLIJFSJAAR"
_CODES = {
    "a BRIN that Excel made a date of": (REFUSED, "BRIN NUMMER", "1-mrt"),
    "a BRIN that Excel made a number of": (REFUSED, "BRIN NUMMER", "9,00E+12"),
    "a BRIN without its zero": (REFUSED, "BRIN NUMMER", "0AL"),
    "a BRIN in small letters": (ANSWERED, "BRIN NUMMER", "90al"),
    "a space before a BRIN": (ANSWERED, "BRIN NUMMER", " 90AL"),
    "a blank BRIN": (REFUSED, "BRIN NUMMER", ""),
    "a location number that Excel made a date of": (REFUSED, "VESTIGINGSNUMMER", "1-jan"),
    "a location number with decimals": (REFUSED, "VESTIGINGSNUMMER", "0,0"),
    "the location number of another institution": (REFUSED, "VESTIGINGSNUMMER", "90JL00"),
    "a blank location number": (REFUSED, "VESTIGINGSNUMMER", ""),
    "an unknown type of education": (BOUNDED, _EDUCATION, "VMBO XL lj 3-4"),
    "a type of education that Excel made a date of": (BOUNDED, _EDUCATION, "3-apr"),
    "a space behind a type of education": (ANSWERED, _EDUCATION, "VMBO KL lj 3-4 "),
    "an unknown sector": (ANSWERED, "VMBO SECTOR", "Technologie"),
    "an unknown afdeling": (BOUNDED, "AFDELING", "Techniek"),
    "a blank afdeling": (BOUNDED, "AFDELING", ""),
    "an elementcode that Excel made a date of": (REFUSED, "ELEMENTCODE", "jun-21"),
    "an elementcode with decimals": (REFUSED, "ELEMENTCODE", "6421,0"),
}
for _name, (_gets, _column, _code) in _CODES.items():

    @of_rows(name=_name, gets=_gets)
    def _coded(rows, column=_column, code=_code):
        return put(rows, column, code)


@of_rows(gets=ANSWERED)
def lost_leading_zeros(rows):
    at = [rows[0].index(name) for name in ("VESTIGINGSNUMMER", "ELEMENTCODE")]
    return [rows[0], *([str(int(cell)) if n in at else cell for n, cell in enumerate(row)] for row in rows[1:])]


@of_rows(gets=ANSWERED)
def lost_leading_zeros_in_some_rows(rows):
    return put(put(rows, "VESTIGINGSNUMMER", "0"), "ELEMENTCODE", "23", line=2)


@of_rows(gets=ANSWERED, sample=LOST_ZEROS)
def location_numbers_with_their_brin(rows):
    return [rows[0], *([row[0], row[0] + row[1].zfill(2), *row[2:]] for row in rows[1:])]


@of_rows(gets=ANSWERED)
def an_elementcode_of_another_profile(rows):
    return put(rows, "ELEMENTCODE", "6121")


# --- AMOUNTS OF STAFF ---

_AMOUNTS = {
    "an FTE that Excel made a date of": ("FTE'S 2018", "7-mrt"),
    "an FTE with a thousands dot": ("FTE'S 2018", "1.007,3"),
    "an FTE with a decimal point among commas": ("FTE'S 2018", "7.3"),
    "an FTE of more than its digits hold": ("FTE'S 2018", "7,1234567"),
    "a negative FTE": ("FTE'S 2018", "-7,3"),
    "a blank FTE": ("FTE'S 2018", ""),
    "the mask of pupils": ("PERSONEN 2018", "<5"),
    "persons with decimals": ("PERSONEN 2018", "10,5"),
    "more side entrants than persons": ("ZIJ-INSTROMERS 2018", "11"),
}
for _name, (_column, _amount) in _AMOUNTS.items():

    @of_rows(name=_name, sample=STAFF)
    def _put(rows, column=_column, amount=_amount):
        return put(rows, column, amount, line=4)


for _name, (_column, _code) in {
    "an unknown functiegroep": ("FUNCTIEGROEP", "Docenten"),
    "an unknown profile of staff": ("PROFIEL", "Techniek"),
}.items():

    @of_rows(name=_name, sample=STAFF, gets=BOUNDED)
    def _coded_of_staff(rows, column=_column, code=_code):
        return put(rows, column, code, line=4)


@of_lines(sample=STAFF)
def decimal_commas_that_became_dates(lines):
    """What a spreadsheet makes of 3,8 where a comma stands between day and month."""
    return [line.replace(";3,8;", ";3-aug;") for line in lines]


@of_rows(sample=STAFF)
def thousands_dots_in_all_fte(rows):
    """Either 1,204 or 1.204, and nothing in the file says which."""
    fte = [n for n, name in enumerate(rows[0]) if name.startswith("FTE'S")]
    return [rows[0], *(["1.204" if n in fte else cell for n, cell in enumerate(row)] for row in rows[1:])]


@of_rows(sample=STAFF, gets=ANSWERED)
def decimal_points_in_all_fte(rows):
    fte = [n for n, name in enumerate(rows[0]) if name.startswith("FTE'S")]
    return [
        rows[0],
        *([cell.replace(",", ".") if n in fte else cell for n, cell in enumerate(row)] for row in rows[1:]),
    ]
