"""Kinds of edits of the text and the name of a file of pupils; fixed before the reader was written."""

from __future__ import annotations

from dataclasses import replace

from tests.variation.edits import Kind, content, form, named, rows, same


def recoded(encoding: str):
    return lambda b: text_of(b).encode(encoding)


def text_of(content_: bytes) -> str:
    try:
        return content_.decode("utf-8")
    except UnicodeDecodeError:
        return content_.decode("cp1252")


def _utf8(before: bytes = b""):
    return lambda b: before + text_of(b).encode("utf-8")


def lines(change):
    """Change the list of lines."""
    return content(lambda b: b"\r\n".join(change(b.split(b"\r\n"))))


def _line(number: int, change):
    """Change one line; the header is line 0."""
    return lines(lambda each: [change(text) if index == number else text for index, text in enumerate(each)])


def _total(draft):
    """Add a row with the sums of all columns of counts."""
    last = draft.rows[-1] | {draft.roles["brin"]: "TOTAAL", draft.roles["location"]: ""}
    return replace(draft, rows=[*draft.rows, last | dict.fromkeys(draft.counts, "999")])


def _quoted(draft):
    """Put quotes round the counts only."""
    if draft.quoted:
        return None

    def change(content_: bytes) -> bytes:
        mark = draft.delimiter.encode()
        lines = [line.rpartition(mark) for line in content_.split(b"\r\n") if line]
        return b"".join(before + mark + b'"' + last + b'"\r\n' for before, mark, last in lines)

    return replace(draft, spoil=(*draft.spoil, change))


def _half(content_: bytes) -> bytes:
    """Write the first half in UTF-8 and the rest in Windows-1252."""
    text = text_of(content_)
    middle = len(text) // 2
    return text[:middle].encode("utf-8") + text[middle:].encode("cp1252")


LEGITIMATE: dict[str, Kind] = {
    "text: BOM": same(content(_utf8(b"\xef\xbb\xbf"))),
    "text: two BOMs": same(content(_utf8(b"\xef\xbb\xbf" * 2))),
    "text: UTF-8": same(content(_utf8())),
    "text: Windows-1252": same(content(recoded("cp1252"))),
    "text: UTF-16": same(content(recoded("utf-16"))),
    "text: UTF-16 BE with BOM": same(content(lambda b: b"\xfe\xff" + text_of(b).encode("utf-16-be"))),
    "text: CR": same(content(lambda b: b.replace(b"\r\n", b"\r"))),
    "text: LF": same(content(lambda b: b.replace(b"\r\n", b"\n"))),
    "text: no line end at the end": same(content(lambda b: b.rstrip(b"\r\n"))),
    "text: quotes round all fields": same(form(quoted=True)),
    "text: quotes round none": same(form(quoted=False)),
    "text: quotes round the last": same(_quoted),
    "text: comma": same(form(delimiter=",")),
    "text: semicolon": same(form(delimiter=";")),
    "text: tab": same(lambda d: None if d.layout == "01voins" else replace(d, delimiter="\t")),
    "name: (1)": same(named("leerlingen-{} (1).csv")),
    "name: 2024-25": same(
        lambda d: named("leerlingen-{}-" + str(int(d.name[11:15]) + 1)[2:] + ".csv")(d) if d.name[0] == "l" else None
    ),
    "name: .CSV": same(named("LEERLINGEN-{}.CSV")),
    "name: _2024": same(named("leerlingen_{}.csv")),
    "name: v2": same(named("leerlingen-{} v2.csv")),
    "name: of DUO": same(named("01.-leerlingen-vo-per-vestiging-naar-onderwijstype-{}.csv")),
    "name: voorlopig": Kind(named("leerlingen-{}-voorlopig.csv")),
}
HARMFUL: dict[str, Kind] = {
    "name: a date": Kind(named("leerlingen-2027-03-15.csv"), ("2027-03-15", "year")),
    "name: two years": Kind(named("leerlingen-2016-2019.csv"), ("2016", "year")),
    "name: two years apart": Kind(named("leerlingen-{} (was 2012).csv"), ("2012", "year")),
    "name: no year": Kind(named("leerlingen.csv"), ("year",)),
    "text: two encodings": Kind(content(_half), ("encoding", "UTF-8", "Windows-1252", "coding")),
    "text: a torn decimal comma": Kind(_line(7, lambda t: t[:-1] + b"1,5;" + t[-1:]), ("line 8", "fields")),
    "text: a stray quote": Kind(_line(7, lambda t: t[:12] + b'"' + t[12:]), ("quote", "line 8")),
    "text: a short row": Kind(_line(7, lambda t: t[: max(t.rfind(b";"), t.rfind(b","))]), ("line 8", "fields")),
    "text: a long row": Kind(lambda d: _line(7, lambda t: t + d.delimiter.encode() + b"0")(d), ("line 8", "fields")),
    "text: a second header": Kind(lines(lambda each: [*each[:9], each[0], *each[9:]]), ("line 10", "header")),
    "text: a total row": Kind(_total, ("TOTAAL", "total")),
    "text: every row twice": Kind(rows(lambda all_: [*all_, *all_]), ("line", "twice", "same")),
    "text: one row twice": Kind(rows(lambda all_: [*all_, all_[5]]), ("line", "twice", "same")),
}
