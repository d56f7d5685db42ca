"""Numbers that say when or where, or name something, and not how much: what stands around them tells.

A number of any other kind is a quantity, and has to be checked. So in doubt a number is a quantity: one that is
listed without need costs a look, and one that is hidden is never checked.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from enum import StrEnum

from sto_cli.claims import words
from sto_cli.claims.words import any_of, starts


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
_MONTH = r"(?:jan(?:uari|uary)?|feb(?:ruari|ruary)?|maart|mrt|(?-i:March|May)|apr(?:il)?|mei|jun[ei]?|jul[iy]?|aug(?:ust|ustus)?|sept?(?:ember)?|o[kc]t(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b(?!-[^\W\d])\.?"
_ENGLISH_MONTH = r"\b(?-i:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?"
_HOUR = r"(?:[eé]{2}n|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf)\b"
_DAY = r"(?:[12]?\d|3[01])"
_SMALL = r"(?:twee|drie|vier|vijf|zes|zeven|acht|[eé]{2}n|one|two|three|four|five|six|seven|eight)\b"
_NOT_UNIT = r"(?!\s*%|,\d|\s+(?:procent|percent|per\s+cent|fte|miljoen|million)\b)"
_NUM = rf"(?:\d[\d.]*[a-z]?\b|{_SMALL}){_NOT_UNIT}"
_LEVEL = rf"(?:\d{{1,2}}(?:\.\d{{1,2}})*[a-z]?\b|{_SMALL}){_NOT_UNIT}"
_NEXT = r"(?:\s*(?:,|en|of|and|or|to|tot|t/m|tot\s+en\s+met|–|-|/)\s*{0})*"
_LIST, _LEVELS = _NUM + _NEXT.format(_NUM), _LEVEL + _NEXT.format(_LEVEL)
_LEVEL_NAMES = "leerjaar|klas|groep|niveau|fase|mijlpaal|stap|tabel|figuur|grafiek|bijlage|hoofdstuk|paragraaf|par.|noot|voetnoot|actie|pijler|doel|deel|versie|grade|level|phase|milestone|step|table|figure|chart|appendix|annex|chapter|footnote|version"
_NUMBERED = "nr.|no.|nummer|kamerstuk|kamerstukken|kamerstukken ii|vraag|dossier|dossiernummer|crebo|locatie|schaal|scale|stb.|stcrt.|kvk|kvk-nummer|kvk-nummer is|brin|lokaal|zaal|kamer|team|section|question|room"
_SERIES = "leerjaren|klassen|groepen|niveaus|fasen|fases|stappen|tabellen|figuren|bijlagen|hoofdstukken|paragrafen|vragen|nrs.|grades|levels|phases|tables|figures|chapters|sections|questions|weken|weeks"
_STREET = r"\b(?-i:[A-Z])\w{0,40}(?:straat|laan|weg|plein|kade|gracht|singel|dreef|hof|park|dijk|steeg|plantsoen|markt|boulevard)"
_PATTERNS = {
    Apart.ADDRESS: rf"https?://\S+|www\.\S+|(?<!\S)[\w.+-]{{1,64}}@\S+|{_STREET}\s+\d{{1,5}}(?:\s?[a-z]\b)?|(?-i:\b[1-9]\d{{3}}\s?[A-Z]{{2}}(?=\s+(?:['’]s-)?[A-Z]))|(?:postbus|p\.?o\.?\s+box|antwoordnummer)\s+\d+"
        r"|\d{1,5}\s+(?-i:[A-Z])\w+\s+(?-i:Street|Road|Avenue|Lane|Square)\b",
    Apart.PHONE: r"(?<![\w.,])(?:\+\d{1,3}(?:[\s-]?\(?\d\)?){8,11}|\(?0\d{1,3}\)?(?:\s?-\s?|\s)?\d(?:[\s-]?\d){3,8})(?![\d%]|[.,]\d)",
    Apart.DATE: rf"\b{_DAY}(?:\s*(?:en|and|op|tot|to|t/m|tot\s+en\s+met|–|-)\s*{_DAY})?\s+{_MONTH}(?:\s+\d{{4}}\b)?|{_ENGLISH_MONTH}\s+{_DAY}(?:\s*,\s*\d{{4}})?\b"
        r"|\b\d{1,2}([-/.])\d{1,2}\1(?:19|20)?\d\d\b|\b(?:19|20)\d\d-\d\d-\d\d\b|\b\d{1,2}[.:]\d\d(?:\s*(?:en|tot|to|–|-)\s*\d{1,2}[.:]\d\d)?\s*(?:uur|u\b|[ap]m\b|[ap]\.m\.)|\b(?:[01]\d|2[0-3]|[6-9](?=:(?:00|15|30|45)))(?<!\d:\d\d):[0-5]\d\b"
        rf"|\bom\s+(?:\d{{1,2}}|{_HOUR})\s*uur\b|\b\d{{1,2}}\s*[ap]\.?m\b|(?<!een\s)\bkwart\s+(?:over|voor)\s+{_HOUR}|\bhalf\s+{_HOUR}",
    Apart.YEAR: r"\b(?:19|20)\d\d\s?[-–/]\s?['’]?(?:(?:19|20)\d\d|\d\d)(?![\d.,]*\d)|\b(?:19|20)\d\d\s+op\s+(?:19|20)\d\d\b|\b(?:schooljaar|school\s+year)\s+\d\d\s?[-–/]\s?\d\d\b|\b(?:de|eind|begin)\s+jaren\s+['’]?(?:twintig|dertig|veertig|vijftig|zestig|zeventig|tachtig|negentig|[2-9]0)\b",
    Apart.ARTICLE: rf"\b(?:artikel|art\.|article|lid|onderdeel|paragraph|artikelen|articles|leden)\s+{_LIST}(?:\(\w{{1,3}}\))*|§+\s*{_LIST}",
    Apart.PAGE: rf"\b(?<!\.)(?:pagina|page|p\.|blz\.|bladzijde|pag\.|pagina['’]s|pages|pp\.|bladzijden)\s*{_LIST}",
    Apart.LABEL: rf"\bkenmerk\s+[\w./-]*\d[\w/-]*|(?-i:COVID)-19\b|\b(?:{any_of(_LEVEL_NAMES.split('|'))})(?:\s+|-)(?!(?:19|20)\d\d\b){_LEVELS}|\b(?:kamerstuk|kamerstukken|kamerstukken\s+ii|dossier)\s+\d\d\s\d{{3}}\b|\b(?:{any_of(_NUMBERED.split('|'))})(?:\s+|-)(?!(?:19|20)\d\d\b){_LIST}(?:\(\w{{1,3}}\))*"
        rf"|\b(?:{any_of(_SERIES.split('|'))})\s+{_LIST}|\b\d\d\s?\d{{3}}(?:\s+(?-i:[IVX]+))?(?=,\s*nr\.)|(?<!\w)(?-i:[A-Z]{{1,2}})\d{{1,3}}(?:[.-]\d{{1,3}})+(?!\w)"
        rf"|\b(?:(?:mbo|vmbo|havo|vwo)-|(?<!het\s)(?:mbo|vmbo|havo|vwo)\s)[1-6]\b(?!\s+(?:van|of)\b){_NEXT.format(_LEVEL)}|\b(?-i:Years?)\s+(?:1[0-3]|[1-9])\b{_NEXT.format(_LEVEL)}|\b(?:in|vanaf|sinds|tot|na|since|from|until)\s+week\s+{_LEVELS}",
}
_COUNTED = """
leerlingen scholen docenten leraren fte euro euros kandidaten examenkandidaten personen meisjes jongens mensen plaatsen techniekleerlingen vestigingen
studenten deelnemers bedrijven vacatures stageplaatsen meldingen klachten klassen groepen lessen ouders locaties afdelingen lokalen werkplekken stagiairs
besturen schoolbesturen regio's gemeenten medewerkers werknemers banen monteurs aanmeldingen gevallen bezoekers respondenten vmbo'ers jongeren kinderen
leerwerkplekken projecten diploma's profielen vakken inwoners exemplaren stuks geslaagden gediplomeerden belangstellenden keer maal uur uren dagen weken maanden maand jaar minuten kilometer km meter m2 punten
markten pakketten concepten leden landen steden bonden vrienden velden waarden beelden voorbeelden woorden honderden duizenden procent percent pct
pupils schools teachers candidates people girls boys students participants companies vacancies places apprentices trainees members firms women men
children parents employers jobs cases visitors respondents regions boards classes times hours days weeks months years minutes
"""
"""What is counted behind a number; behind a label any word that looks like a plural is."""
_NO_PLURALS = """
zijn waren worden werden hebben hadden kunnen konden moeten moesten mogen mochten zullen zouden willen wilden gaan gingen staan stonden doen deden zien zagen komen kwamen
nemen namen geven gaven krijgen kregen zitten zaten liggen lagen blijven bleven volgen maken laten lieten tonen tellen gelden bevatten bevat kiezen kozen lopen liepen
stijgen stegen dalen groeien beginnen begonnen eindigen starten sluiten sloten vervallen vervielen vinden vonden houden hielden schrijven schreven beschrijven beschreven
brengen brachten denken dachten zoeken zochten bezoeken bezochten verwachten wachten werken leren spelen dragen droegen vormen bieden boden helpen hielpen verdwijnen verdwenen
vielen riepen trokken vertrokken bleken leken wonnen verloren spraken vroegen besloten traden vergeleken moesten wisten kosten losten meedoen slaan sloegen gebruiken
gesloten gestegen gebleven gekozen gegeven gekregen gekomen genomen geworden gelopen geschreven ingeschreven toegenomen afgenomen verschenen opgenomen aangenomen gevonden
koos leveren leverden minstens hoogstens doorgaans telkens ontbreken ontbraken bestaan bestonden ontvangen ontvingen slagen leiden ontstaan verschillen
tussen binnen buiten samen tijdens sinds volgens als is was dus eens alleen tegen boven beneden wegens alsmede behalve dan een geen eigen open alleen hen wiens deels soms steeds
anders immers ons reeds slechts trouwens vervolgens bovendien misschien sindsdien ervan
has does shows gives contains lists sets says deals describes explains provides covers applies requires allows states compares presents summarises reports replaces runs remains
uses includes follows ends starts begins its this as us his means sees makes takes lets goes comes concerns
"""
_TIME = rf"as\s+of|vergeleken\s+met|compared\s+(?:to|with)|ten\s+opzichte\s+van|in|sinds|since|eind|begin|medio|halverwege|mid|early|late|na|after|vóór|before|tijdens|during|tussen|between|(?:het|the|van)\s+jaar|the\s+year|schooljaar|boekjaar|cursusjaar|studiejaar|kalenderjaar|schooljaren|jaren|cohort|cohorten|cohorts|najaar|voorjaar|zomer|winter|herfst|lente|spring|summer|autumn|rond|around|omstreeks|{_MONTH}|(?:half|quarter|end|start|beginning|spring|summer|autumn|winter|act|report|budget|accounts)\s+of|(?:[a-z]*verslag|cijfers|gegevens|rapport|report|figures|data)\s+over"
_MAY_BE_TIME = "vanaf|until|till|van|from|tot|to|t/m|tot en met|per|by|voor|uit|for"
_DATED = "jaarverslag|begroting|jaarrekening|verslag|rapport|monitor|cao|wet|wvo|wpo|web|regeling|akkoord|pact|agenda|plan|schoolplan|editie|budget|report|act|accounts|edition|survey|census|telling|teldatum|peildatum|raming|prognose|planning|pisa|timss"
_HOW_FAR = "steeg|stegen|stijgt|stijgen|gestegen|stijging|toename|groei|groeit|groeide|gegroeid|daalt|dalen|daalde|daalden|gedaald|daling|afname|toe|af|op|rose|rises|risen|rise|grew|grown|growth|fell|falls|fallen|fall|increased|increase|decreased|decrease|dropped|drop|up|down|went|ging|gingen|gaat|totaal|total|aantal|aantallen|number|bedrag|maximum|minimum|som|sum|omvang|capaciteit|plek|plaats|ruimte|geld|room|space|meer|minder|more|less|fewer"
_ALSO = "kenmerk|schooljaar|covid|jan|feb|maart|mrt|apr|mei|may|jun|jul|aug|sep|okt|oct|nov|dec|om|at|kwart|half|de|eind|begin|artikel|leden|lid|onderdeel|paragraph|pagina|p.|blz|pp|mbo|vmbo|havo|vwo|year|in|vanaf|sinds|tot|na|since|from|until"
"""With what a date, a year, an article, a page or a label may begin besides."""
# fmt: on
_FIRST = starts(f"{_ALSO}|{_LEVEL_NAMES}|{_NUMBERED}|{_SERIES}".split("|"), r"[\d+(§]|[A-Z]{1,2}\d")
_ADDRESS, *_OTHERS = [f"(?P<{kind}>{pattern})" for kind, pattern in _PATTERNS.items()]
_APART = re.compile(
    f"{_ADDRESS}|{_FIRST}(?:{'|'.join(_OTHERS)})"
    .replace(r"\1", "(?P=mark)")
    .replace("([-/.])", "(?P<mark>[-/.])"),
    re.IGNORECASE,
)  # fmt: skip
_ADJECTIVE = r"\s+(?:(?!(?:twee|drie|de|die|deze|alle|the|these|three|five|nine|one|we|he|she|are|were|have)\s)(?:[a-zé-]+e|extra|new|more|technical)\s+)?"
_QUANTITY = re.compile(
    rf"(?:{_ADJECTIVE}(?:{any_of(_COUNTED.split())})\b|\s*[-‑]?\s*(?:jarig|year-old)|\s*(?:%|€))", re.IGNORECASE
)
_PLURAL = re.compile(
    rf"{_ADJECTIVE}(?!(?:{any_of(_NO_PLURALS.split())})\b)(?-i:[a-zé])[\w-]*"
    r"(?:en(?<![kpft]ten)(?<![lrgnvzmwdf]den)|(?<![isu])s|['’]s)\b(?!['’])",
    re.IGNORECASE,
)
_AMOUNT = re.compile(r"\s+(?:per|in\s+(?:all|total|totaal)|naar(?!\s+(?:verwachting|schatting))|van\s+de|of\s+the)\b|\s+bij\s*(?:[.,;:!?)]|\Z)", re.IGNORECASE)  # fmt: skip
_EACH = re.compile(
    r"\b(?:per|elke?|iedere?|each|every|aantal(?:len)?|number\s+of|totaal)\s+(?:[^\W\d]+e\s+)?\Z", re.IGNORECASE
)
_YEAR = re.compile(r"(?:(?P<hedge>rond|around)\s+)?(?P<year>(?:19|20)\d\d)", re.IGNORECASE)
_WHEN = re.compile(
    rf"(?<!\w)(?<!\ber\s)(?<!deze\s)(?<!elke\s)(?<!dit\s)(?<!elk\s)(?<!vorig\s)(?:{_TIME})\s+\Z", re.IGNORECASE
)
_MAYBE_WHEN = re.compile(rf"(?<!\w)(?:(?P<far>{_HOW_FAR})\s+)?(?:{any_of(_MAY_BE_TIME.split('|'))})\s+\Z", re.IGNORECASE)  # fmt: skip
_NAMED = re.compile(rf"(?<!\w)(?:[a-z]*(?:{_DATED})|(?:het|de|the|een|ons|onze|our|dit|deze|this)\s+(?-i:[A-Z])\w*(?<!e))\s+\Z", re.IGNORECASE)  # fmt: skip
_EARLIER = re.compile(r"(?<![\d.,])(\d[\d.]*)(?:(?P<comma>\s*,\s*)|\s*(?:en|and|of|or|tot|to|t/m|tot\s+en\s+met|–|-)\s*)\Z", re.IGNORECASE)  # fmt: skip
_THE = re.compile(r"\b(?:de|het|een|the|a|ons|onze|our|mijn|deze|dit)\s+\Z", re.IGNORECASE)
_GENERAL = re.compile(r"(?:klas|groep|doel|deel|actie|onderdeel|lid)\b", re.IGNORECASE)
"""Labels that with an article are words like any other: *de klas 25, de school 400*."""
_CITED = re.compile(rf"(?:\b(?:[A-Z]\w+|e\.a\.|et\s+al\.|(?i:[a-z]*(?:{_DATED})))\s+\(|\([^()]*\b[A-Z]\w+,\s+)\Z")
_IN_ALL = re.compile(r"\s+(?:per|in\s+(?:all|total|totaal))\b", re.IGNORECASE)
_LIKELY = {*range(1990, 2050)} - {2000}
"""Years that a word which stands before sizes too may mean."""
_FROM = re.compile(r"\b(?:van|from|tussen|between)\s+\Z", re.IGNORECASE)
_UP_TO = re.compile(r"\s+(?:en|and|tot|to|naar)\s+(\d[\d.]*\b)", re.IGNORECASE)
_BEGINS = re.compile(r"(?:\A|[\n;.]\s*)\Z")
_ENDS = re.compile(r"\s*(?:[.,;:!?)]|en\b|and\b|of\b|or\b|\Z)", re.IGNORECASE)
_CELL = re.compile(r"(?:\A|\n)((?:19|20)\d\d)(?:[-–/]\d+)?\n?\Z")
_NEXT_CELL = re.compile(r"\n((?:19|20)\d\d)(?:[-–/]\d+)?(?:\n|\Z)")
_CLAUSE = re.compile(r"[,;:!?()\n]|\.\s")
_RATIO = re.compile(r"ratio|verhouding|schaal|scale|odds|\bscore|\bstand\b", re.IGNORECASE)
_ABOUT = re.compile(r"\b(?:gaat|gaan|ging|gingen|draait|draaide|vraagt|vragen|vroeg)\b", re.IGNORECASE)
_CLOCK = re.compile(rf"(?:\b(?:om|vanaf|tot|van|tussen|between|en|tegen|na|at|from|until|to|by|and|uur|[a-z]+dag|[a-z]+day)\s+|{_MONTH}\s+|\d{{4}}\s+|[,(–-]\s*|\A|\n)\Z", re.IGNORECASE)  # fmt: skip
_LONG = re.compile(
    r"(?:\s+naar\b|(?:\s+(?:tot|naar|en)\s+\d[\d.:]*\s+uur)?\s+(?:per|a|an|each|in\s+de|praktijk|les|onderwijs|stage|werk|techniek)\b)",
    re.IGNORECASE,
)
_ONE_MORE = re.compile(r"(?P<last>\w+)\s+(?:en|of|and|or)\s+\Z", re.IGNORECASE)
_PLACES = re.compile(r"\s+(?:in|op|bij|uit|at|on)\b", re.IGNORECASE)
_BEFORE = 80
"""How many characters before a number are looked at."""


class Kinds:
    """What the numbers of a text are that are no quantities."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._found = [*_APART.finditer(text)]
        self._starts = [found.start() for found in self._found]

    def of(self, start: int, end: int) -> Apart | None:
        """Tell what the number at this place is; None for a quantity, and for what may be one."""
        at = bisect_right(self._starts, start) - 1
        found = self._found[at] if at >= 0 and start < self._found[at].end() else None
        if found is None:
            return Apart.YEAR if self._is_year(start, end) else None
        kind = Apart(found.lastgroup or "")
        return None if self._counts(kind, found, start, end) else kind

    def _before(self, start: int) -> str:
        return self._text[max(0, start - _BEFORE) : start]

    def _counts(self, kind: Apart, found: re.Match[str], start: int, end: int) -> bool:
        """Tell whether a number says how much all the same, in a place that has the form of a date or a label."""
        if kind is Apart.PHONE or "//" in found[0] or "@" in found[0]:
            return False
        if kind is Apart.DATE:
            counts = self._lasts(found, start, end)
        elif kind is Apart.YEAR:
            counts = self._is_span_of_sizes(found)
        else:
            before = self._before(found.start())
            is_each = _EACH.search(before) or (_GENERAL.match(found[0]) and _THE.search(before))
            is_capital_label = found[0].startswith(("Year", "Grade", "Level", "Room"))  # *Year 10 pupils*
            counts = bool(
                (is_each and kind is not Apart.ADDRESS)
                or (not is_capital_label and self._is_noun(end))
                or self._is_another(found, start, end)
            )
        return counts or end > found.end()

    def _is_noun(self, end: int) -> bool:
        """Tell whether what is counted stands behind a number."""
        return bool(_QUANTITY.match(self._text, end) or _PLURAL.match(self._text, end))

    def _is_span_of_sizes(self, found: re.Match[str]) -> bool:
        """Tell *1900-2000 leerlingen* from a school year."""
        if self._before(found.start()).rstrip().endswith(("€", "$", "£")):
            return True
        ends = [int(each) for each in re.findall(r"\d+", found[0])]
        is_school_year = len(ends) > 1 and (ends[0] + 1) % 100 == ends[1] % 100
        return not is_school_year and bool(
            _QUANTITY.match(self._text, found.end()) or _AMOUNT.match(self._text, found.end())
        )

    def _is_another(self, found: re.Match[str], start: int, end: int) -> bool:
        """Tell whether a second number is none of the label: *in leerjaar 3 en 12 in leerjaar 4*."""
        before = _ONE_MORE.search(self._text, max(found.start(), start - _BEFORE), start)
        if before is None or found[0].casefold().startswith(_PLURAL_NAMES):
            return False
        last, own = (_whole(said) for said in (before["last"], self._text[start:end]))
        is_next = last is not None and own is not None and own == last + 1
        return not is_next or bool(_PLACES.match(self._text, end))

    def _lasts(self, found: re.Match[str], start: int, end: int) -> bool:
        """Tell whether what looks like a date or an hour is a size, a ratio or how long something takes."""
        text, said = self._text, found[0].casefold()
        before = self._before(found.start())
        clause = _CLAUSE.split(before)[-1]
        if said.endswith(("uur", "u")) or ":" in said or said.startswith(("kwart", "half")):
            if said.startswith("om") and _ABOUT.search(clause):
                return True
            is_clock = said.startswith(("om", "kwart", "half")) or _CLOCK.search(before)
            return bool(
                not is_clock
                or _LONG.match(text, found.end())
                or (":" in said and _RATIO.search(clause))
                or _QUANTITY.match(text, found.end())
            )
        days = re.match(r"(\d+)\D+?(\d+)\s+\D", said)
        if days and int(days[1]) >= int(days[2]) and start == found.start():
            return True
        is_day_last = end == found.end() and not said[:1].isdigit() and not re.search(r"\d{4}$", said)
        return bool(_QUANTITY.match(text, end) or (is_day_last and _PLURAL.match(text, end)))

    def _is_year(self, start: int, end: int) -> bool:
        """Tell whether four digits are a year: a word of time or the name of something dated must say so."""
        found, before = _YEAR.fullmatch(self._text, start, end), self._before(start)
        if not found or self._is_noun(end) or _OF_ALL.match(self._text, end) or self._is_least(before, end):
            return False
        year = int(found["year"])
        earlier = _EARLIER.search(before)
        if earlier and not earlier["comma"]:
            return self._follows_a_year(start, end, year)
        return bool(_WHEN.search(before)) or (
            year in _LIKELY and not _AMOUNT.match(self._text, end) and self._may_be_year(found, before, year)
        )

    def _may_be_year(self, found: re.Match[str], before: str, year: int) -> bool:
        """Tell whether a year stands where sizes stand too: behind *voor* or *Pact*, in brackets, in a row of years."""
        maybe = _MAYBE_WHEN.search(before)
        if maybe or found["hedge"]:
            return bool(found["hedge"] or not maybe["far"]) if maybe else True
        behind = self._text[found.end() : found.end() + _BEFORE]
        return bool(
            (before.endswith("(") and behind.startswith((")", ":")))
            or (behind.startswith(": ") and _BEGINS.search(before))
            or _NAMED.search(before)
            or (_CITED.search(before) and behind.startswith(")"))
            or (_THE.search(before) and re.match(r"\s[A-Z][a-z]+", behind))
            or self._follows_a_year(found.start(), found.end(), year)
            or self._is_a_heading(found.start(), found.end(), year)
        )

    def _is_least(self, before: str, end: int) -> bool:
        """Tell whether it is the first of two sizes: *tussen 1900 en 2000 leerlingen*, *from 2000 to 2400*."""
        most = _UP_TO.match(self._text, end)
        if not most or not _FROM.search(before):
            return False
        return not _YEAR.fullmatch(most[1]) or self._is_noun(most.end()) or bool(_IN_ALL.match(self._text, most.end()))

    def _follows_a_year(self, start: int, end: int, year: int) -> bool:
        """Tell whether a year stands in a row of years: *in 2020, 2021 en 2022*."""
        earlier = _EARLIER.search(self._text, max(0, start - _BEFORE), start)
        if not earlier or not _YEAR.fullmatch(earlier[1]) or int(earlier[1]) >= year:
            return False
        if earlier["comma"] and not _ENDS.match(self._text, end):
            return False
        return self.of(earlier.start(1), earlier.end(1)) is not None

    def _is_a_heading(self, start: int, end: int, year: int) -> bool:
        """Tell whether a year stands alone beside another, as above the columns of a table."""
        is_alone = not start or self._text[start - 1] == "\n"
        ends = self._text.startswith("\n", end) or end == len(self._text)
        beside = (_CELL.search(self._before(start)), _NEXT_CELL.match(self._text, end))
        return is_alone and ends and any(each and 0 < abs(int(each[1]) - year) <= _NEAR for each in beside)


_OF_ALL = re.compile(r"\s+(?:van\s+de|of\s+the)\b", re.IGNORECASE)
_NEAR = 5
"""How many years two neighbouring columns of a table lie apart at most."""
_PLURAL_NAMES = (
    *_SERIES.split("|"),
    "artikelen",
    "articles",
    "leden",
    "pagina'",
    "pagina’",
    "pages",
    "pp.",
    "bladzijden",
)


_LONG_NUMBER = 10
"""Digits of no label and no year."""


def _whole(said: str) -> int | None:
    """Give a whole number in digits or in a word."""
    if said.isdecimal():
        return int(said) if len(said) < _LONG_NUMBER else None
    size = words.size(said)
    return int(size[0]) if size else None
