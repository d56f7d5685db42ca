"""Numbers that say when or where, or name something, and not how much: what stands around them tells.

A number of any other kind is a quantity, and has to be checked.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from enum import StrEnum

from sto_cli.claims.words import any_of


class Apart(StrEnum):
    """What a number is that is no quantity."""

    YEAR = "year"
    DATE = "date"
    ARTICLE = "article"
    PAGE = "page"
    LABEL = "label"
    """A grade, a table, a phase: one of several that are numbered."""
    PHONE = "phone"
    ADDRESS = "address"


# fmt: off
_MONTH = r"(?:jan(?:uari|uary)?|feb(?:ruari|ruary)?|maart|mrt|march|apr(?:il)?|mei|may(?!\s+(?:be|have|not)\b)|jun[ei]?|jul[iy]?|aug(?:ust|ustus)?|sept?(?:ember)?|o[kc]t(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
_NUM = r"(?:\d[\d.]*[a-z]?\b|(?:twee|drie|vier|vijf|zes|zeven|acht|[eé]{2}n|one|two|three|four|five|six)\b)(?!\s*%|,\d|\s+(?:procent|percent|per\s+cent|fte|miljoen|million)\b)"
_LIST = rf"{_NUM}(?:\s*(?:t/m|tot\s+en\s+met|–|-|/)\s*{_NUM})?"
_LISTS = rf"{_NUM}(?:\s*(?:,|en|of|and|or|to|tot|t/m|tot\s+en\s+met|–|-|/)\s*{_NUM})*"
_NAMES = "leerjaar|klas|groep|niveau|fase|mijlpaal|stap|tabel|figuur|grafiek|bijlage|hoofdstuk|paragraaf|par.|nr.|no.|nummer|kamerstuk|kamerstukken|kamerstukken ii|noot|voetnoot|vraag|actie|pijler|doel|deel|versie|kenmerk|dossier|dossiernummer|stb.|stcrt.|kvk|kvk-nummer|kvk-nummer is|brin|lokaal|zaal|grade|level|phase|milestone|step|table|figure|chart|appendix|annex|chapter|section|footnote|question|version|room"
_SERIES = "leerjaren|klassen|groepen|niveaus|fasen|fases|stappen|tabellen|figuren|bijlagen|hoofdstukken|paragrafen|vragen|nrs.|grades|levels|phases|tables|figures|chapters|sections|questions"
_STREET = r"\b(?-i:[A-Z])\w{0,40}(?:straat|laan|weg|plein|kade|gracht|singel|dreef|hof|park|dijk|steeg|plantsoen|markt|boulevard)"
_COUNTED = "leerlingen|scholen|docenten|leraren|fte|euro|kandidaten|examenkandidaten|personen|meisjes|jongens|mensen|plaatsen|techniekleerlingen|vestigingen|pupils|schools|teachers|candidates|people|euros|girls|boys"
_PATTERNS = {
    Apart.ADDRESS: rf"https?://\S+|www\.\S+|(?<!\S)[\w.+-]{{1,64}}@\S+|{_STREET}\s+\d{{1,5}}(?:\s?[a-z]\b)?|(?-i:\b[1-9]\d{{3}}\s?[A-Z]{{2}}\b)|(?:postbus|p\.?o\.?\s+box|antwoordnummer)\s+\d+"
        r"|\d{1,5}\s+(?-i:[A-Z])\w+\s+(?-i:Street|Road|Avenue|Lane|Square)\b",
    Apart.PHONE: r"(?<![\w.,])(?:\+\d{1,3}(?:[\s-]?\(?\d\)?){8,11}|\(?0\d{1,3}\)?(?:\s?-\s?|\s)?\d(?:[\s-]?\d){3,8})(?![\d%]|[.,]\d)",
    Apart.DATE: rf"\b(?:[12]?\d|3[01])(?:\s*(?:en|and|tot|to|t/m|tot\s+en\s+met|–|-)\s*(?:[12]?\d|3[01]))?\s+{_MONTH}(?:\s+\d{{4}}\b)?|{_MONTH}\s+(?:[12]?\d|3[01])(?:\s*,\s*\d{{4}})?\b"
        r"|\b\d{1,2}([-/.])\d{1,2}\1(?:19|20)?\d\d\b|\b(?:19|20)\d\d-\d\d-\d\d\b|\b\d{1,2}[.:]\d\d(?:\s*(?:en|tot|to|–|-)\s*\d{1,2}[.:]\d\d)?\s*(?:uur|u\b|am\b|pm\b)|\b(?:[01]\d|2[0-3]):[0-5]\d\b|\b(?:om|at)\s+\d{1,2}\s*(?:uur|am\b|pm\b)",
    Apart.YEAR: r"\b(?:19|20)\d\d\s?[-–/]\s?['’]?(?:(?:19|20)\d\d|\d\d)(?![\d.,]*\d)",
    Apart.ARTICLE: rf"\b(?:artikel|art\.|article|lid|onderdeel|paragraph)\s+{_LIST}|\b(?:artikelen|articles|leden)\s+{_LISTS}|§+\s*{_LIST}",
    Apart.PAGE: rf"\b(?:pagina|page|p\.|blz\.|bladzijde|pag\.)\s*{_LIST}|\b(?:pagina['’]s|pages|pp\.|bladzijden)\s*{_LISTS}",
    Apart.LABEL: rf"\b(?:{any_of(_NAMES.split('|'))})[\s-]+(?!(?:19|20)\d\d\b){_LIST}(?:\s\d{{3}}\b)?|\b(?:mbo|vmbo|havo|vwo)-\d\b|\b(?:{any_of(_SERIES.split('|'))})\s+{_LISTS}",
}
# fmt: on
_APART = re.compile(
    "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _PATTERNS.items())
    .replace(r"\1", "(?P=mark)")
    .replace("([-/.])", "(?P<mark>[-/.])"),
    re.IGNORECASE,
)  # fmt: skip
_YEAR = re.compile(r"(?:(?:rond|circa|ca\.?|around|about)\s+)?(?:19|20)\d\d", re.IGNORECASE)
_QUANTITY = re.compile(rf"\s+(?:{any_of(_COUNTED.split('|'))})\b", re.IGNORECASE)


class Kinds:
    """What the numbers of a text are that are no quantities."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._found = [(found.start(), found.end(), Apart(found.lastgroup or "")) for found in _APART.finditer(text)]
        self._starts = [start for start, *_ in self._found]

    def of(self, start: int, end: int) -> Apart | None:
        """Tell what the number at this place is; None for a quantity."""
        at = bisect_right(self._starts, start) - 1
        if at >= 0 and start < self._found[at][1]:
            return self._found[at][2]
        is_year = _YEAR.fullmatch(self._text, start, end) and not _QUANTITY.match(self._text, end)
        is_money = self._text[max(0, start - 2) : start].strip().endswith(("€", "$", "£"))
        return Apart.YEAR if is_year and not is_money else None
