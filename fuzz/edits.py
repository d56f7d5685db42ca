"""Random edits of a text file as bytes: of bytes, fields, lines, quotes, line ends, encodings, columns."""

from __future__ import annotations

import codecs
import gzip
import io
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

# What a cell may hold that has more than one reading, or looks like a number and is none.
TOKENS = [
    *(
        "0",
        "1",
        "4",
        "5",
        "12",
        "007",
        "-1",
        "+5",
        "-0",
        "<5",
        "< 5",
        "<5 ",
        "<",
        "*",
        "**",
        "4.0",
        "1.204",
        "1,5",
        ",5",
    ),
    *(
        "1e3",
        "0x10",
        "4294967295",
        "4294967296",
        "18446744073709551617",
        "1" * 40,
        "٣",
        "１２",
        "²",
        "½",
        "1_000",
        "NaN",
    ),
    *(
        "",
        " ",
        "\u00a0",
        "\u2009",
        "\t",
        "N.v.t.",
        "n.v.t.",
        "null",
        "None",
        "é",
        "€",
        "ſ",
        "İ",
        "\u2028",
        "\x85",
        "\x0b",
    ),
    *(
        "00AA",
        "00aa",
        "00AA00",
        "0",
        "00",
        "VMBO BL lj 3-4",
        "VMBO TL lj 3-4",
        "Brugjaar 1-2",
        "VWO lj 4-6",
        "Techniek",
    ),
    *(
        "Utrecht",
        "Fryslân",
        "PIE",
        "pie",
        "Groen",
        "=1+1",
        '"',
        '""',
        '"0"',
        '"0',
        "'",
        ";",
        ",",
        "\r",
        "\n",
        "\ufeff",
        "\0",
    ),
    *(
        "VO",
        "VAVO",
        "bovenschools",
        "BAO",
        "2018",
        "2019",
        "2019-2020",
        "2019/20",
        "12,5",
        "12.5",
        "1.234",
        "1.234,5",
        "0,0",
    ),
]
# fmt: off
BYTES = [b"\xff", b"\x80", b"\x81", b"\x9d", b"\xe9", b"\xc3", b"\xc3\xa9", b"\0", b"\r", b"\n", b"\r\n", b"\n\n", b"\x1a", b'"', b'""',
         b";", b",", b"\t", b" ", b"\xa0", b"0", b"<5", b"\xef\xbb\xbf", b"\xff\xfe"]
# fmt: on


def edit(content: bytes, random: Random, most: int = 3) -> bytes:
    """Edit a file one to `most` times; now and then not at all."""
    for _ in range(random.choice([0, *[1] * 8, *range(2, most + 1)])):
        content = random.choice(_EDITS)(content, random)
    if random.random() < 0.03:  # rarely, since it hides what was edited
        content = random.choice([_gzipped, _zipped])(content, random)
    return content


# --- BYTES ---


def _put_bytes(content: bytes, random: Random) -> bytes:
    at = random.randint(0, len(content))
    return content[:at] + random.choice(BYTES) + content[at + random.choice([0, 1]) :]


def _drop_bytes(content: bytes, random: Random) -> bytes:
    at = random.randint(0, len(content))
    return content[:at] + content[at + random.choice([1, 1, 1, 2, 10]) :]


def _swap_bytes(content: bytes, random: Random) -> bytes:
    at = random.randint(0, len(content))
    return content[:at] + content[at : at + 2][::-1] + content[at + 2 :]


def _repeat_bytes(content: bytes, random: Random) -> bytes:
    at = random.randint(0, len(content))
    length = random.choice([1, 1, 1, 2, 10])
    return content[: at + length] + content[at:]


def _flip_bit(content: bytes, random: Random) -> bytes:
    if not content:
        return content
    at = random.randrange(len(content))
    return content[:at] + bytes([content[at] ^ (1 << random.randrange(8))]) + content[at + 1 :]


def _cut_off(content: bytes, random: Random) -> bytes:
    return content[: random.randint(0, len(content))]


def _put_where_it_matters(content: bytes, random: Random) -> bytes:
    """Edit beside a delimiter, a quote or a line end, of which few bytes of a file are."""
    places = [at for at, byte in enumerate(content) if byte in b';,"\r\n'] or [0]
    at = random.choice(places) + random.choice([0, 1])
    return content[:at] + random.choice([b"", random.choice(BYTES)]) + content[at + random.choice([0, 1, 1]) :]


# --- FIELDS ---


def _delimiter(content: bytes) -> bytes:
    first = content[: content.find(b"\n") if b"\n" in content else len(content)]
    return max((b";", b",", b"\t"), key=first.count)


def _in_field(
    content: bytes, random: Random, change: Callable[[list[bytes], int], None], *, header: float = 0.2
) -> bytes:
    lines = content.split(b"\n")
    number = 0 if random.random() < header else random.randrange(len(lines))
    mark = _delimiter(content)
    fields = lines[number].split(mark)
    change(fields, random.randrange(len(fields)))
    lines[number] = mark.join(fields)
    return b"\n".join(lines)


def _encoded(text: str, random: Random) -> bytes:
    return text.encode(random.choice(["utf-8", "cp1252"]), errors="ignore")


def _set_field(content: bytes, random: Random) -> bytes:
    token = _encoded(random.choice(TOKENS), random)
    shape = random.choice([token, token, token, b'"' + token + b'"', token + b" ", b" " + token])

    def put(fields: list[bytes], at: int) -> None:
        fields[at] = shape + (b"\r" if fields[at].endswith(b"\r") else b"")

    return _in_field(content, random, put, header=0.05)


def _set_count(content: bytes, random: Random) -> bytes:
    """Set one of the last fields of a row, where the counts stand, to another count or mask."""
    token = random.choice(
        [b"<5", b"*", b"4", b"0", b"1", b"17", b"007", b"", b'"<5"', b'""', b"30 ", b"3,0", b"4294967290"]
    )

    def put(fields: list[bytes], at: int) -> None:
        at = max(at, len(fields) // 2)
        fields[at] = token + (b"\r" if fields[at].endswith(b"\r") else b"")

    return _in_field(content, random, put, header=0)


def _drop_field(content: bytes, random: Random) -> bytes:
    return _in_field(content, random, lambda fields, at: fields.pop(at) and None)


def _repeat_field(content: bytes, random: Random) -> bytes:
    return _in_field(content, random, lambda fields, at: fields.insert(at, fields[at]))


def _swap_fields(content: bytes, random: Random) -> bytes:
    def swap(fields: list[bytes], at: int) -> None:
        other = random.randrange(len(fields))
        fields[at], fields[other] = fields[other], fields[at]

    return _in_field(content, random, swap)


def _quote_field(content: bytes, random: Random) -> bytes:
    shapes = [
        b'"%s"',
        b'"%s',
        b'%s"',
        b'"%s"x',
        b'x"%s"',
        b'"%s""',
        b'"";%s',
        b'"%s;"',
        b'"%s\n"',
        b'a"b;%s',
        b'""%s""',
    ]
    shape = random.choice(shapes)

    def quote(fields: list[bytes], at: int) -> None:
        fields[at] = shape.replace(b"%s", fields[at])

    return _in_field(content, random, quote)


def _join_fields(content: bytes, random: Random) -> bytes:
    """Put quotes round a delimiter, so that two fields are one, and rows have as many delimiters as before."""

    def join(fields: list[bytes], at: int) -> None:
        mark = _delimiter(content)
        if at + 1 < len(fields):
            shape = random.choice([b'"%s"', b'x"%s"', b'"%s"y', b'a"%s"b', b'"%s'])
            fields[at : at + 2] = [shape.replace(b"%s", mark.join(fields[at : at + 2]))]
        if random.random() < 0.5:
            fields.append(random.choice([b"0", b"", b"<5"]))

    return _in_field(content, random, join, header=0.05)


# --- LINES ---


def _lines(content: bytes, random: Random, change: Callable[[list[bytes], int], None]) -> bytes:
    lines = content.split(b"\n")
    change(lines, random.randrange(len(lines)))
    return b"\n".join(lines)


def _drop_line(content: bytes, random: Random) -> bytes:
    return _lines(content, random, lambda lines, at: lines.pop(at) and None)


def _repeat_line(content: bytes, random: Random) -> bytes:
    return _lines(content, random, lambda lines, at: lines.insert(random.randint(0, len(lines)), lines[at]))


def _swap_lines(content: bytes, random: Random) -> bytes:
    def swap(lines: list[bytes], at: int) -> None:
        other = random.randrange(len(lines))
        lines[at], lines[other] = lines[other], lines[at]

    return _lines(content, random, swap)


def _put_line(content: bytes, random: Random) -> bytes:
    mark = _delimiter(content)
    many = content.split(b"\n")[0].count(mark)
    line = random.choice(
        [b"", b" ", b"\r", mark * many, mark * (many + 1), mark * (many - 1), b'"', b"Totaal", b" " + mark * many]
    )
    return _lines(content, random, lambda lines, at: lines.insert(at, line))


def _split_line(content: bytes, random: Random) -> bytes:
    """Break a row in two, or join it with the next."""
    if random.random() < 0.5:
        return _lines(
            content, random, lambda lines, at: lines.__setitem__(slice(at, at + 2), [b"".join(lines[at : at + 2])])
        )
    return _in_field(content, random, lambda fields, at: fields.__setitem__(at, b"\n" + fields[at]))


# --- THE WHOLE FILE ---


def _line_ends(content: bytes, random: Random) -> bytes:
    plain = content.replace(b"\r\n", b"\n")
    if random.random() < 0.7:
        return plain.replace(b"\n", random.choice([b"\r\n", b"\n", b"\r", b"\n\r", b"\r\r\n"]))
    return b"".join(line + random.choice([b"\n", b"\r\n", b"\r"]) for line in plain.split(b"\n"))


def _encoding(content: bytes, random: Random) -> bytes:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="ignore")
    name = random.choice(
        ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "latin-1", "cp850", "utf-32"]
    )
    changed = text.encode(name, errors="ignore")
    return (
        random.choice([b"", codecs.BOM_UTF16_BE, codecs.BOM_UTF16_LE]) + changed
        if name.startswith("utf-16-")
        else changed
    )


def _other_delimiter(content: bytes, random: Random) -> bytes:
    mark, other = _delimiter(content), random.choice([b";", b",", b"\t", b"|"])
    return content.replace(other, b"_").replace(mark, other)


def _quotes(content: bytes, random: Random) -> bytes:
    if random.random() < 0.5:
        return content.replace(b'"', random.choice([b"", b"'", b'""']))
    mark = _delimiter(content)
    lines = content.replace(b"\r\n", b"\n").split(b"\n")
    quoted = [mark.join(b'"' + field.strip(b'"') + b'"' for field in line.split(mark)) for line in lines if line]
    return b"\n".join(quoted) + b"\n"


def _columns(content: bytes, random: Random) -> bytes:
    """Shuffle the columns, drop one, double one, or put one in; every row the same way."""
    mark = _delimiter(content)
    lines = [line.split(mark) for line in content.replace(b"\r\n", b"\n").split(b"\n") if line]
    if not lines:
        return content
    order = list(range(len(lines[0])))
    at, way = random.choice(order), random.choice(["shuffle", "shuffle", "last", "drop", "double", "extra"])
    if way == "shuffle":
        random.shuffle(order)
    elif way == "last":
        order.append(order.pop(at))
    elif way == "drop":
        order.remove(at)
    elif way == "double":
        order.append(at)
    rows = [[line[each] for each in order if each < len(line)] for line in lines]
    if way == "extra":
        token = _encoded(random.choice(TOKENS), random)
        rows = [[*row[:at], b"NIEUW" if number == 0 else token, *row[at:]] for number, row in enumerate(rows)]
    return b"\r\n".join(mark.join(row) for row in rows) + b"\r\n"


def _gzipped(content: bytes, random: Random) -> bytes:
    packed = gzip.compress(content, mtime=0)
    return packed if random.random() < 0.5 else random.choice(_BYTE_EDITS)(packed, random)


def _zipped(content: bytes, random: Random) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("leerlingen-2019-2020.csv"), content)
    return packed.getvalue() if random.random() < 0.5 else random.choice(_BYTE_EDITS)(packed.getvalue(), random)


_BYTE_EDITS = [_put_bytes, _drop_bytes, _swap_bytes, _repeat_bytes, _flip_bit, _cut_off, _put_where_it_matters]
_FIELD_EDITS = [_set_field, _set_count, _drop_field, _repeat_field, _swap_fields, _quote_field, _join_fields]
_LINE_EDITS = [_drop_line, _repeat_line, _swap_lines, _put_line, _split_line]
_FILE_EDITS = [_line_ends, _encoding, _other_delimiter, _quotes, _columns]
_EDITS = [*_BYTE_EDITS, *_FIELD_EDITS, *_FIELD_EDITS, *_LINE_EDITS, *_FILE_EDITS, _columns]
