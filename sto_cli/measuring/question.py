"""What is asked: an indicator under a definition, cut by columns, for some of the data.

A column that a definition's parts select by (`profile` for the technical share, `track` for the
vmbo share) belongs to the numerator: `--by profile` then gives each profile's share of all pupils,
which add up, and `--where profile=PIE` leaves the denominator whole. Any other column cuts both.
Names of columns and values are taken in both languages (`spoken`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from sto_cli.catalog import Definition, Indicator, Part, Selection, catalog
from sto_cli.catalog.load import shipped
from sto_cli.errors import UsageError
from sto_cli.language import DUTCH, ENGLISH, Label, Message, message, speaking
from sto_cli.measuring import spoken
from sto_cli.reading import places
from sto_cli.years import Year, parse_change, parse_years, several

DIMENSIONS = {
    "enrolment": ("province", *places.COLUMNS, "track", "profile", "sector", "grade", "sex", "brin", "location"),
    "exams": ("province", *places.COLUMNS, "track", "profile", "sector", "brin", "location"),
    "staffing": ("profile", "role", "brin"),
}
"""The columns that facts can be cut by, per kind of facts."""

Values = str | int | Iterable[str | int]
"""The value of a filter, or several."""

# A profile lies in a sector, so a part that selects by one is cut by both.
_NUMERATOR = {"profile": ("profile", "sector"), "sector": ("profile", "sector"), "track": ("track",), "sex": ("sex",)}


@dataclass(frozen=True)
class Question:
    """One question to the facts.

    Attributes:
        by: columns to cut by.
        where: values to keep, by column; values to leave out have the column followed by `spoken.NOT` as key.
        years: school years to answer for; empty for all that the data has.
        change: the two school years of a change; None for levels only.
        min_pupils: for `distinct`, how many pupils a location × profile must have to count.
    """

    indicator: Indicator
    definition: Definition
    by: tuple[str, ...] = ()
    where: dict[str, tuple[str, ...]] = field(default_factory=dict)
    years: tuple[str, ...] = ()
    change: tuple[str, str] | None = None
    min_pupils: int = 1

    def __repr__(self) -> str:
        """Show what is not as in every question."""
        asked = {"by": self.by, "where": self.where, "years": self.years, "change": self.change}
        said = "".join(f", {name}={value}" for name, value in asked.items() if value)
        least = f", min_pupils={self.min_pupils}" if self.min_pupils > 1 else ""
        return f"Question({self.indicator.id}, definition={self.definition.id}{said}{least})"

    @property
    def title(self) -> Label:
        """What to call its numbers."""
        return self.definition.title or self.indicator.title

    @property
    def words(self) -> Label:
        """What its numbers are, in a few words."""
        return self.definition.words or self.indicator.words

    @property
    def filtered(self) -> frozenset[str]:
        """The columns of `where`."""
        return frozenset(column.removesuffix(spoken.NOT) for column in self.where)

    @property
    def told_apart(self) -> frozenset[str]:
        """The columns whose codes decide what is counted where."""
        selections = (self.definition.population, *(part.selection for part in self.definition.parts))
        return frozenset({*self.by, *self.filtered, *(column for one in selections for column in one.columns())})

    def reads(self, facts: str, year: str | None) -> bool:
        """Tell whether a file of such facts and of one school year is read; None is a file of several."""
        asked = {*self.years, *(self.change or ())}
        return facts in (self.indicator.facts, "places") and (not asked or not year or year in asked)

    def concerns(self, facts: str, year: str | None, columns: Iterable[str]) -> bool:
        """Return whether notes on such a file, with these columns, concern the question: those on a table of places if it uses what that says."""
        return self.reads(facts, year) and (facts != "places" or self._tells(columns))

    @property
    def tells_places(self) -> bool:
        """Whether it is cut or filtered by what a table of places says, or counts that."""
        return self._tells(places.COLUMNS)

    def _tells(self, columns: Iterable[str]) -> bool:
        cut = {*self.by, *self.filtered}
        return any(column in cut or self.definition.counts(column) for column in columns if column in places.COLUMNS)

    def numerator_columns(self, part: Part) -> set[str]:
        """List the columns that cut what a part counts, and not the population."""
        return {column for key in part.selection.columns() for column in _NUMERATOR.get(key, ())}


def ask(  # each is one option of the user's question
    indicator: str,
    *,
    definition: str | None = None,
    by: str | Iterable[str] = (),
    where: Mapping[str, Values] | None = None,
    years: Iterable[Year] | Year = (),
    change: tuple[Year, Year] | None = None,
    min_pupils: int = 1,
    technical: str | Iterable[str] = (),
) -> Question:
    """Make a question of names as a user writes them; without `definition`, the default one.

    Args:
        indicator: its id, its command or another of its names.
        definition: a named definition of it.
        by: a column to cut by, or several.
        where: the value to keep of a column, or several of them: `{"province": "Utrecht", "grade": [3, 4]}`; with `!` behind
            the column, what to leave out: `{"profile!": "MVI"}`.
        years: a school year, or several; none for all that the data have.
        change: the two school years of a change.
        min_pupils: for `profile_count`, how many pupils a location × profile must have to count.
        technical: profiles to count as technical in the place of the five.

    Raises:
        UsageError: a name is not in the catalog, `where` is not a mapping, or a year is not a school year.
    """
    known = catalog()
    chosen = known.indicators[indicator_named(indicator)]
    indicator = chosen.id
    named = known.definitions[indicator]
    wanted, definition = definition, definition and spoken.named("definition", definition, named)
    if wanted is not None and definition is None:
        raise UsageError(
            "--definition {definition}: {indicator} has no such definition; it has {named}.",
            definition=wanted,
            indicator=spoken.shown_value(indicator),
            named=", ".join(map(spoken.shown_value, named)),
        )
    columns = DIMENSIONS[chosen.facts]
    cut = tuple(dict.fromkeys(_column("--by", text, columns) for text in several(by)))
    if not isinstance(where, Mapping | None):
        raise UsageError(
            "where takes a mapping such as {{'province': 'Utrecht'}}, and {given} was given.", given=repr(where)
        )
    kept: dict[str, tuple[str, ...]] = {}
    for text, given in (where or {}).items():
        column, is_not = text.rstrip().removesuffix(spoken.NOT), text.rstrip().endswith(spoken.NOT)
        key = _column("--where", column, columns) + spoken.NOT * is_not
        kept[key] = tuple(dict.fromkeys((*kept.get(key, ()), *_values("--where", key, given))))
    for key, values in kept.items():
        out = {*map(spoken.plain, kept.get(key + spoken.NOT, ()))}
        if out.issuperset(map(spoken.plain, values)):
            raise UsageError(
                "--where {column}={values}: the same is left out with !=, so nothing is left; leave out one of the two.",
                column=spoken.shown_column(key),
                values=",".join(map(spoken.shown_value, values)),
            )
    definition = definition or next(iter(named))
    counts_profiles = any("profile" in part.distinct for part in named[definition].parts)
    if chosen.kind == "distinct" and "profile" in cut and not counts_profiles:
        raise UsageError(
            "--by profile: definition {definition} counts locations, and tells no profiles apart; choose another definition.",
            definition=spoken.shown_value(definition),
        )
    if min_pupils < 1:
        raise UsageError("--min-pupils {min_pupils}: a minimum is 1 or more.", min_pupils=min_pupils)
    if min_pupils > 1 and chosen.kind != "distinct":
        raise UsageError(
            "--min-pupils {min_pupils}: a minimum applies to profile-counts and exam-profiles only.",
            min_pupils=min_pupils,
        )
    cut_as = named[definition]
    return Question(
        chosen,
        counting_as_technical(cut_as, _values("--technical", "profile", technical)) if technical else cut_as,
        by=cut,
        where=kept,
        years=parse_years(years),
        change=parse_change(change),
        min_pupils=min_pupils,
    )


def indicator_named(name: str) -> str:
    """Find an indicator by its id or by its command.

    Raises:
        UsageError: nothing has that name.
    """
    if found := spoken.named("indicator", name, catalog().indicators):
        return found
    raise UsageError("'{name}' is not an indicator; {hint}", name=name, hint=spoken.near(name, catalog().indicators))


def _column(option: str, text: str, columns: tuple[str, ...]) -> str:
    """Find a column by its name."""
    if found := spoken.column_named(text, columns):
        return found
    raise UsageError(
        "{option} {column}: no such column here; {hint}",
        option=option,
        column=text,
        hint=spoken.near_column(text, columns),
    )


def _values(option: str, key: str, given: Values) -> list[str]:
    """Find the values of a column, or of a filter, by their names; those of a column that only the data know stay as they are."""
    column = key.removesuffix(spoken.NOT)
    texts = [str(value) for value in several(given)]
    if spoken.is_open(column):
        return texts
    known = spoken.spellings(column)
    found = [pair for text in texts for pair in spoken.values_named(text, known)]
    for text, value in found:
        if value is None:
            raise UsageError(
                "{option} {column}={value}: there is no such {column}; {hint}",
                option=option,
                column=spoken.shown_column(column),
                value=text,
                hint=spoken.near_value(text, known),
            )
    return [value for _, value in found if value]


def counting_as_technical(definition: Definition, codes: Iterable[str]) -> Definition:
    """Count other profiles as technical than the five; what is counted as technical is counted as nothing else.

    Raises:
        UsageError: the definition has no part or population of the five.
    """
    chosen = tuple(dict.fromkeys(codes))
    five = {code for code, profile in shipped().profiles.items() if profile.group == "technical"}

    def changed(selection: Selection) -> Selection:
        if {*selection.profiles} == five:
            return replace(selection, profiles=chosen)
        rest = tuple(code for code in selection.profiles if code not in chosen)
        return replace(selection, profiles=rest) if five.isdisjoint(selection.profiles) else selection

    population = changed(definition.population)
    parts = tuple(part._replace(selection=changed(part.selection)) for part in definition.parts)
    if (population, parts) == (definition.population, definition.parts):
        raise UsageError(
            "--technical: definition {definition} of {indicator} does not count the five technical profiles; leave out one of the two.",
            definition=spoken.shown_value(definition.id),
            indicator=spoken.shown_value(definition.indicator),
        )
    said = message(
        "{profiles} as technical, in the place of: {label}", profiles=", ".join(chosen), label=definition.label
    )
    named = f"{definition.id}:{'+'.join(chosen)}"
    return definition._replace(id=named, label=in_both(said), population=population, parts=parts)


def in_both(said: Message) -> Label:
    """Write a message in both languages."""
    labels = []
    for spoken_in in (ENGLISH, DUTCH):
        with speaking(spoken_in):
            labels.append(str(said))
    return Label(*labels)
