"""Word in, and marked Word out: what a reader sees counts, every number gets its remark, and a bad file gets a sentence."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import zipfile
from xml.etree import ElementTree as ET

import pytest

from sto_cli.claims.document import numbers
from sto_cli.claims.visible import read_document
from sto_cli.cli.main import main
from sto_cli.errors import ExitCode, InputError
from tests.generated import draw_pupils, write_pupils
from tests.test_document import WRITTEN, covered

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
    '<Override PartName="/word/footnotes.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"/>'
    "</Types>"
)


def links(*targets):
    rows = "".join(
        f'<Relationship Id="r{number}" Type="{LINKS}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets)
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rows}</Relationships>'


def write_word(path, body, notes="", **more):
    """Write a document with this body, and notes where there are any; other members by name."""
    members = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": links(("officeDocument", "word/document.xml")),
        "word/document.xml": f'<w:document xmlns:w="{W}" xmlns:mc="mc" xmlns:v="v"><w:body>{body}</w:body></w:document>',
        "word/_rels/document.xml.rels": links(("footnotes", "footnotes.xml")),
        "word/footnotes.xml": f'<w:footnotes xmlns:w="{W}">{notes}</w:footnotes>',
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (members | more).items():
            archive.writestr(name, content)
    return path


def p(*runs):
    return f"<w:p>{''.join(runs)}</w:p>"


def r(said, looks=""):
    return f'<w:r><w:rPr>{looks}</w:rPr><w:t xml:space="preserve">{said}</w:t></w:r>'


def field(instruction, result):
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'.format
    return f"{mark('begin')}<w:r><w:instrText>{instruction}</w:instrText></w:r>{mark('separate')}{result}{mark('end')}"


BOX = "<w:r><mc:AlternateContent><mc:Choice><w:txbxContent>{0}</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>{0}</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r>"
NOTE = f'<w:footnote w:id="2">{p(r("In 2019 waren het er 44."))}</w:footnote>'


@pytest.mark.parametrize(
    ("body", "seen"),
    [
        (p(r("19,2"), r("%")), "19,2%"),
        (p("<w:ins>", r("71"), "</w:ins><w:del><w:r><w:delText>72</w:delText></w:r></w:del>"), "71"),
        (p("<w:moveFrom>", r("71"), "</w:moveFrom><w:moveTo>", r("72"), "</w:moveTo>"), "72"),
        (p(r("71", "<w:strike/>"), r("72", "<w:vanish/>"), r("73", '<w:strike w:val="0"/>')), "73"),
        (p(r("een"), "<w:r><w:tab/><w:t>7</w:t><w:br/><w:t>8</w:t></w:r>"), "een\n7\n8"),
        (p("<w:pPr><w:tabs><w:tab/></w:tabs></w:pPr>", r("vmbo"), "<w:r><w:noBreakHyphen/></w:r>", r("breed")), "vmbo\u2011breed"),
        ("<w:tbl><w:tr><w:tc>" + p(r("1")) + "</w:tc><w:tc>" + p(r("2")) + "</w:tc></w:tr></w:tbl>", "1\n2"),
        (p(r("voor"), BOX.format(p(r("in 7 vakken"))), r("na")), "voor\nin 7 vakken\nna"),
        (p(field(" REF x 71 ", r("72"))), "72"),
        (p(field("IF " + field(" MERGEFIELD 71 ", r("72")) + " = 73", r("74"))), "74"),
        (p(r("zie "), field(" PAGEREF _Toc1 ", r("12"))), "zie"),
        ("<!-- 71 -->" + p("<w:hyperlink>", r("72"), "</w:hyperlink>"), "72"),
        ("<w:p>" * 5_000 + r("7") + "</w:p>" * 5_000, "7"),
    ],
)  # fmt: skip
def test_what_a_reader_sees_of_a_word_document(tmp_path, body, seen):
    assert read_document(write_word(tmp_path / "a.docx", body)).text == seen


def test_notes_come_last_and_paragraphs_count_as_lines(tmp_path):
    text = read_document(write_word(tmp_path / "a.docx", p(r("Er zijn 40.")) + p(r("Elf procent.")), NOTE))
    assert [(one.text, one.line, one.apart) for one in numbers(text)] == [
        ("40", 1, None),
        ("Elf procent", 2, None),
        ("2019", 3, "year"),
        ("44", 3, None),
    ]


def test_the_same_text_in_word_has_the_same_coverage(tmp_path):
    plain = covered(tmp_path, WRITTEN[".txt"], "35,5%", "71.204", "ruim 60.000", "−11%")
    body = "".join(p(r(line)) for line in WRITTEN[".txt"].splitlines())
    write_word(tmp_path / "letter.docx", body)
    path = tmp_path / "letter.docx"
    from sto_cli.claims.document import cover

    _, word = cover(plain[0], read_document(path), "letter.docx")
    assert [(one.text, one.claims) for one in word.numbers] == [(one.text, one.claims) for one in plain[1].numbers]
    assert word.absent == ()


# --- BAD FILES ---


def zipped(**members):
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return found.getvalue()


def encrypted(content):
    """Set the flag of encryption of every member, where it stands before it and in the directory."""
    found = bytearray(content)
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        for start in [one.start() for one in re.finditer(re.escape(sign), content)]:
            found[start + at] |= 1
    return bytes(found)


BOMB = f'<w:document xmlns:w="{W}"><w:body>{"<w:p/>" * 4_000_000}</w:body></w:document>'
ENTITIES = f'<!DOCTYPE x [<!ENTITY a "71">]><w:document xmlns:w="{W}"><w:body>&a;</w:body></w:document>'


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\xd0\xcf\x11\xe0 anything", "locked with a password, or of an old Word"),
        (encrypted(zipped(**{"_rels/.rels": links()})), "locked with a password, or of an old Word"),
        (b"Just text", "no Word document, or a damaged one"),
        (zipped(a="x"), "no Word document, or a damaged one"),
        (zipped()[:10], "no Word document, or a damaged one"),
        (zipped(**{"_rels/.rels": links(("officeDocument", "xl/workbook.xml")), "xl/workbook.xml": "<workbook/>"}), "holds no text of Word"),
        (zipped(**{"_rels/.rels": links(("officeDocument", "d.xml")), "d.xml": BOMB}), "larger than the limit of 20,000,000 bytes"),
        (zipped(**{"_rels/.rels": links(("officeDocument", "d.xml")), "d.xml": ENTITIES}), "a damaged one"),
        (zipped(**{"_rels/.rels": links(("officeDocument", "d.xml")), "d.xml": "<w:document"}), "a damaged one"),
        (b"%PDF-1.7", "a PDF holds letters and their places"),
    ],
)  # fmt: skip
def test_a_bad_document_is_refused_in_a_sentence(tmp_path, content, sentence):
    (tmp_path / "a.docx").write_bytes(content)
    with pytest.raises(InputError) as error:
        read_document(tmp_path / "a.docx")
    assert sentence in str(error.value)


def test_latex_keeps_its_percent(tmp_path):
    for suffix, text in (
        (".tex", "Dat is 19{,}2\\,\\% van~22.913. % in 2019: 7\n"),
        (".txt", "Dat is 19,2\\% van 22.913"),
    ):
        (tmp_path / f"a{suffix}").write_text(text, encoding="utf-8")
        found = numbers(read_document(tmp_path / f"a{suffix}"))
        assert [one.text.replace("\u2009", "").replace(" ", "") for one in found] == ["19,2%", "22.913"]


# --- REMARKS ---

CLAIMS = """
[source]
title = "test"
[[claim]]
id = "share"
printed = "25%"
indicator = "technical_share"
definition = "letter"
definition_basis = "stated"
year = "2019-2020"
[[claim]]
id = "pupils"
printed = "44"
indicator = "pupil_count"
definition = "letter"
definition_basis = "stated"
year = "2019-2020"
"""


def check(folder, *arguments):
    (folder / "claims.toml").write_text(CLAIMS, encoding="utf-8")
    return main(["check", str(folder / "claims.toml"), str(folder / "duo"), *map(str, arguments)])


@pytest.fixture
def note(tmp_path):
    """Give a document of three numbers and a note; the data are 10 technical pupils of 40."""
    (tmp_path / "duo").mkdir()
    write_pupils(
        tmp_path / "duo",
        draw_pupils("""
        location  track  profile  3 boys
        00AA00    BB     PIE      10
        00AA00    BB     D&P      30
        """),
    )
    sign = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    body = p(r("Het was 2"), r("5% van", "<w:b/>"), r(" 40 in 2019, elf meer."), sign)
    return write_word(tmp_path / "note.docx", body, NOTE)


def test_every_number_gets_a_remark_that_another_library_reads_back(tmp_path, note, capsys):
    docx = pytest.importorskip("docx", reason="remarks need the extra word")
    assert check(tmp_path, "--document", note, "--annotate", tmp_path / "checked.docx") == ExitCode.FINDING
    written = docx.Document(tmp_path / "checked.docx")
    share, forty, eleven, note_ = [comment.text for comment in written.comments]
    assert "share, confirmed" in share
    assert "25.00% (10 ÷ 40)" in share
    assert (forty, eleven) == ("No claim checks this number.",) * 2
    assert "pupils, contradicted" in note_
    assert read_document(tmp_path / "checked.docx").text == read_document(note).text
    capsys.readouterr()


def test_a_remark_stands_at_its_number_alone(tmp_path, note, capsys):
    docx = pytest.importorskip("docx", reason="remarks need the extra word")
    check(tmp_path, "--document", note, "--annotate", tmp_path / "checked.docx")
    body = docx.Document(tmp_path / "checked.docx").element.body
    held, open_ = {}, []
    for element in body.iter():
        name = element.tag.rpartition("}")[2]
        if name == "commentRangeStart":
            open_.append(element.values()[0])
        elif name == "commentRangeEnd":
            open_.remove(element.values()[0])
        for number in open_ if name == "t" else ():
            held[number] = held.get(number, "") + element.text
    assert [held.get(number) for number in ("0", "1", "2", "3")] == ["25%", "40", "elf", None]
    capsys.readouterr()


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_an_office_program_opens_it_with_its_remarks(tmp_path, note, capsys):
    pytest.importorskip("docx", reason="remarks need the extra word")
    check(tmp_path, "--document", note, "--annotate", tmp_path / "checked.docx")
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    command = ["soffice", home, "--headless", "--convert-to", "fodt", "--outdir", tmp_path, tmp_path / "checked.docx"]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    read = ET.parse(tmp_path / "checked.fodt").getroot()  # noqa: S314  # our own
    remarks = ["".join(one.itertext()) for one in read.iter() if one.tag.endswith("}annotation")]
    heads = ["share, confirmed", "No claim checks this number.", "No claim checks this number.", "pupils, contradicted"]
    assert [head in remark for head, remark in zip(heads, remarks, strict=True)] == [True] * 4
    capsys.readouterr()


def test_remarks_go_into_word_only(tmp_path, note, capsys):
    for document, target in ((note.with_suffix(".md"), "b.docx"), (note, "b.txt")):
        assert check(tmp_path, "--document", document, "--annotate", tmp_path / target) == ExitCode.USAGE
        assert "remarks go into a Word file" in capsys.readouterr().err


def test_without_the_extra_the_command_that_installs_it_is_named(tmp_path, note, capsys, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "docx", None)
    assert check(tmp_path, "--document", note, "--annotate", tmp_path / "b.docx") == ExitCode.USAGE
    assert "pip install python-docx" in capsys.readouterr().err


def test_json_tells_what_stands_apart(tmp_path, note, capsys):
    check(tmp_path, "--document", note, "--format", "json")
    found = json.loads(capsys.readouterr().out)["document"]["numbers"]
    assert [(one["text"], one["apart"]) for one in found if one["apart"]] == [("2019", "year"), ("2019", "year")]
