"""What kinds of edits are made of: an edit takes a draft and gives another, or None where it does not apply."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from tests.variation.files import SMALL

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.generated import Row
    from tests.variation.files import Amount, Draft

    Edit = Callable[[Draft], Draft | None]
    Text = Callable[[str], str]


class Kind(NamedTuple):
    """An edit, and one of the words that a note or a refusal of it must have.

    `same`: the answer must be that of the valid file to the last byte. Otherwise the bounds must be those of the
    judge over what the edited rows mean; a harmful edit may be refused or noted instead.
    """

    edit: Edit
    says: tuple[str, ...] = ()
    same: bool = False


def same(edit: Edit) -> Kind:
    """Only the spelling changes."""
    return Kind(edit, same=True)


def cells(
    role: str, change: Text | str, /, *, only: tuple[str, ...] = (), where: Callable = bool, **codes: str
) -> Edit:
    """Change the cells of a column that read one of `only` in rows that mean what `where` wants.

    `codes` is what these rows mean then: `?` becomes `?` and the new text, and the truth stays; a known code is the truth.
    """

    def edit(draft: Draft) -> Draft | None:
        if role not in draft.roles:
            return None
        name, rows, meant, true = draft.roles[role], [], [], []
        for row, means, truly in zip(draft.rows, draft.meant, draft.true, strict=True):
            if (only and row[name] not in only) or not where(means):
                rows.append(row)
                meant.append(means)
                true.append(truly)
                continue
            new = change if isinstance(change, str) else change(row[name])
            rows.append(row | {name: new})
            meant.append(replace(means, **{k: f"?{new.strip()}" if v == "?" else v for k, v in codes.items()}))
            true.append(replace(truly, **{k: v for k, v in codes.items() if v[0] != "?"}))
        return replace(draft, rows=rows, meant=meant, true=true)

    return edit


def basic(means) -> bool:
    """Tell whether a row is of BB, KB or GL."""
    return means.track in {"BB", "KB", "GL"}


def of(profile: str) -> Callable:
    """Tell whether a row is of BB, KB or GL and has a profile."""
    return lambda means: basic(means) and means.profile == profile


def counts(change: Text | str, *, small: bool = False, reach: Amount | None = None, first: int = 0) -> Edit:
    """Change every count, or those of 1 to 4 however they are printed; with `reach` they stand for that then.

    `first` changes only so many cells.
    """

    def edit(draft: Draft) -> Draft:
        rows, meant, left = [], [], first or len(draft.rows) * 12
        for row, means in zip(draft.rows, draft.meant, strict=True):
            new, amounts = dict(row), list(means.counts)
            for index, name in enumerate(draft.counts):
                masked = row[name] in SMALL or row[name] == "<5"
                if left and (masked or not small):
                    new[name] = change if isinstance(change, str) else change(row[name])
                    left -= new[name] != row[name]
                    if reach and masked:
                        amounts[index] = amounts[index][0], reach
            rows.append(new)
            meant.append(replace(means, counts=tuple(amounts)))
        return replace(draft, rows=rows, meant=meant)

    return edit


def heads(change: Text) -> Edit:
    """Change every header."""

    def edit(draft: Draft) -> Draft:
        roles = {role: change(name) for role, name in draft.roles.items()}
        return replace(draft, roles=roles, rows=[{change(n): t for n, t in row.items()} for row in draft.rows])

    return edit


def head(role: str, new: str) -> Edit:
    """Rename one column."""

    def edit(draft: Draft) -> Draft | None:
        old = draft.roles.get(role)
        return heads(lambda name: new if name == old else name)(draft) if old else None

    return edit


def without(*roles: str) -> Edit:
    """Leave columns out."""

    def edit(draft: Draft) -> Draft | None:
        gone = {draft.roles[role] for role in roles if role in draft.roles}
        if len(gone) < len(roles):
            return None
        kept = {role: name for role, name in draft.roles.items() if role not in roles}
        return replace(draft, roles=kept, rows=[{n: t for n, t in row.items() if n not in gone} for row in draft.rows])

    return edit


def column(name: str, text: str | Callable[[Row], str], *, first: bool = False) -> Edit:
    """Add a column at the end, or as the first."""

    def edit(draft: Draft) -> Draft | None:
        if name in draft.rows[0]:
            return None
        new = [{name: text if isinstance(text, str) else text(row)} for row in draft.rows]
        return replace(draft, rows=[(n | row) if first else (row | n) for n, row in zip(new, draft.rows, strict=True)])

    return edit


def pupils(name: str, grade: int, text: str) -> Edit:
    """Add a column that holds so many pupils of a grade in every row."""

    def edit(draft: Draft) -> Draft | None:
        if draft.layout == "01voins":
            return None
        count = int(text)
        meant, true = (
            [replace(m, counts=(*m.counts, (grade, (count, count)))) for m in each]
            for each in (draft.meant, draft.true)
        )
        return replace(draft, rows=[row | {name: text} for row in draft.rows], meant=meant, true=true)

    return edit


def rows(change: Callable[[list[Row]], list[Row]], *, layouts: tuple[str, ...] = ()) -> Edit:
    """Change the list of rows; what it means in truth stays as it was."""
    return lambda draft: None if layouts and draft.layout not in layouts else replace(draft, rows=change(draft.rows))


def form(**changes) -> Edit:
    """Write the file in another form."""
    return lambda draft: replace(draft, **changes)


def content(change: Callable[[bytes], bytes]) -> Edit:
    """Change the bytes."""
    return lambda draft: replace(draft, spoil=(*draft.spoil, change))


def named(change: str, *arguments: str) -> Edit:
    """Give the file another name; `{}` is the year of its count, `{next}` the year after."""

    def edit(draft: Draft) -> Draft | None:
        if draft.layout == "01voins":
            return None
        year = draft.name.removeprefix("leerlingen-")[:4]
        return replace(draft, name=change.format(year, next=int(year) + 1), arguments=arguments)

    return edit


def both(*edits: Edit) -> Edit:
    """Make one edit after another."""

    def edit(draft: Draft) -> Draft | None:
        now: Draft | None = draft
        for each in edits:
            now = each(now) if now else None
        return now

    return edit


def small_file(edit: Edit, enough: int = 18) -> Edit:
    """Make the edit in a file below every threshold: its first rows, until they hold so many counts of 1 to 4."""

    def cut(draft: Draft) -> Draft | None:
        small = 0
        for number, row in enumerate(draft.rows):
            small += sum(row[name] in SMALL or row[name] == "<5" for name in draft.counts)
            if small >= enough:
                return edit(draft.cut(number + 1))
        return None

    return cut
