"""`sto check`: printed numbers against data."""

from __future__ import annotations

from collections.abc import Callable, Collection  # noqa: TC003  # Typer reads annotations at run time
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import sto_cli
from sto_cli.cli import completion
from sto_cli.cli.options import one_of, split
from sto_cli.cli.reading import Reading  # noqa: TC001  # Typer reads annotations at run time
from sto_cli.cli.streams import complain
from sto_cli.cli.writing import Output, emit, form_of, refuse_ending, refuse_inputs
from sto_cli.errors import ExitCode, InputError, UsageError
from sto_cli.language import message, say
from sto_cli.present.forms import SUFFIXES, Form

if TYPE_CHECKING:
    from sto_cli import Checked, Coverage, Data, Verdict


class CheckForm(StrEnum):
    """Output forms of a check."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    MARKDOWN = "markdown"
    HTML = "html"
    PARQUET = "parquet"
    XLSX = "xlsx"
    JUNIT = "junit"
    SARIF = "sarif"
    GITHUB = "github"
    SUMMARY = "summary"


_SUFFIXES = {
    **{suffix: CheckForm(form) for suffix, form in SUFFIXES.items() if form in {*CheckForm}},
    ".xml": CheckForm.JUNIT,
    ".sarif": CheckForm.SARIF,
}
_FAIL_ON, _NONE = "contradicted,doubtful,undecidable", "none"


def check(
    reading: Reading,
    arguments: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[CLAIMS] [PATHS]",
            help="Claims (letter, published, or a file that ends in .toml), then DUO files or folders. "
            "Without claims: letter.",
        ),
    ] = None,
    document: Annotated[
        Path | None,
        typer.Option(
            "--document",
            metavar="FILE",
            help="List every number of this text, Markdown, HTML or Word file and the claim that covers it.",
        ),
    ] = None,
    annotate: Annotated[
        Path | None,
        typer.Option(
            "--annotate",
            metavar="FILE",
            help="Write the Word file of --document again, with a remark at each number: its verdict, or that no claim checks it.",
        ),
    ] = None,
    strict: Annotated[  # noqa: FBT002  # a flag of the command line
        bool,
        typer.Option(
            "--strict",
            help="Numbers of --document that no claim covers are findings, and claims without near whose number is in more than one place.",
        ),
    ] = False,
    fail_on: Annotated[
        list[str] | None,
        typer.Option(
            "--fail-on",
            metavar="VERDICTS",
            help="Verdicts that make the exit code 1, with commas or given several times; none for no verdict. "
            f"By default {_FAIL_ON}.",
        ),
    ] = None,
    report: Annotated[
        list[str] | None,
        typer.Option(
            "--report", metavar="FORM=FILE", help="Write another form to a file in the same run; may be repeated."
        ),
    ] = None,
    write: Annotated[
        Path | None,
        typer.Option(
            "--write",
            metavar="FILE",
            help="Instead of checking, draft a claims file: of the numbers of --document, each with what gives it in the data, or of the data.",
        ),
    ] = None,
    verbose: Annotated[  # noqa: FBT002  # as above
        bool, typer.Option("--verbose", help="Give the reason and the source of every claim, confirmed ones too.")
    ] = False,
    form: Annotated[
        CheckForm | None,
        typer.Option(
            "--format",
            metavar="FORM",
            parser=one_of("form", CheckForm),
            autocompletion=completion.named(CheckForm),
            help="table, csv, json, markdown, html, parquet, xlsx, junit, sarif, github or summary; by default what --output ends in, "
            "else table.",
        ),
    ] = None,
    output: Output = None,
) -> None:
    """Printed numbers against data: each is computed again, and confirmed, plausible, weak, doubtful, contradicted or undecidable.

    Example: sto check letter duo/ --report junit=check.xml
    """
    chosen = form_of(form, output, suffixes=_SUFFIXES)
    claims_name, paths = _divide(arguments or [])
    verdicts = _verdicts(fail_on)
    _refuse_without_document(document, annotate, strict=strict)
    others = _reports(report or [])
    if write:
        _refuse_beside_write(arguments, report, annotate, reading.rejects)
        # The numbers of a document can be listed without data; what they may be about, only with.
        data = reading.load(paths) if paths or reading.sample or not document else None
        _write(write, document, data, [*(["--sample"] if reading.sample else []), *map(str, paths or [])])
        return
    claims = sto_cli.load_claims(claims_name, data=paths, sample=reading.sample)
    text = sto_cli.read_document(document) if document else None
    outputs = [output, annotate, *(file for _, file in others)]
    refuse_inputs(outputs, [Path(claims_name), document, *claims.tables], reading.rejects)
    if not paths and not reading.sample:
        raise InputError(
            "nothing was checked: no data was named. Name DUO files or a folder of them behind {claims}, or add "
            "--sample to try the synthetic sample.",
            claims=claims_name,
        )
    # Of any year, since near misses are looked for in others.
    asked = [replace(claim.asked.question, years=(), change=None) for claim in claims.claims if claim.asked]
    checked = sto_cli.check(reading.load(paths, *outputs, asked=asked), claims)
    coverage = None
    if document and text is not None:
        checked, coverage = sto_cli.cover(checked, text, str(document), strict=strict)
    if annotate and document and coverage:
        from sto_cli.present import remarks

        emit(remarks.annotated(document.read_bytes(), document, checked, coverage), annotate)
    for other, file in others:
        emit(_form(other, checked, verdicts, coverage, verbose=verbose), file)
    emit(_form(chosen, checked, verdicts, coverage, verbose=verbose), output)
    if output:
        from sto_cli.present.verdicts import count

        complain(f"sto: {count(checked)}")
    if code := checked.exit_code(verdicts):
        if code == ExitCode.INPUT:
            complain(say("sto: nothing was checked: these files hold no data for any of the claims."))
        raise typer.Exit(code)


def _refuse_without_document(document: Path | None, annotate: Path | None, *, strict: bool) -> None:
    """Refuse what is about a document where none is named, or one of another form."""
    if strict and not document:
        raise UsageError("--strict: it is about the numbers of a document; name one with --document.")
    if annotate and (not document or {document.suffix.lower(), annotate.suffix.lower()} != {".docx"}):
        raise UsageError(
            "--annotate {file}: remarks go into a Word file; name one with --document, and one that ends in .docx to write.",
            file=annotate,
        )


def _refuse_beside_write(
    arguments: list[str] | None, report: list[str] | None, annotate: Path | None, rejects: Path | None
) -> None:
    """Refuse options that do not apply to drafting claims."""
    from sto_cli.claims.file import is_claims

    if report or annotate or (arguments and is_claims(arguments[0])):
        raise UsageError(
            "--write: drafts claims and checks none; leave out the claims, --report and --annotate, or leave out --write."
        )
    if rejects:
        raise UsageError("--write: claims are drafted from whole files only; leave --rejects out.")


def _divide(arguments: list[str]) -> tuple[str, list[Path] | None]:
    """Tell the claims from the paths: the first argument is claims if it is a shipped name or ends in .toml."""
    from sto_cli.claims.file import SHIPPED, is_claims
    from sto_cli.measuring import spoken

    if arguments and is_claims(arguments[0]):
        return arguments[0], [*map(Path, arguments[1:])] or None
    if arguments and not Path(arguments[0]).suffix and not Path(arguments[0]).exists():
        raise UsageError(
            "{name}: neither claims that sto has ({shipped}) nor a file or folder; check the spelling.",
            name=arguments[0],
            shipped=", ".join(map(spoken.shown_value, SHIPPED)),
        )
    return spoken.shown_value(SHIPPED[0]), [*map(Path, arguments)] or None


def _verdicts(texts: list[str] | None) -> Collection[Verdict]:
    """Read `--fail-on`."""
    from sto_cli import Verdict
    from sto_cli.measuring import spoken

    given = texts or [_FAIL_ON]
    text, names = ",".join(given), split(given)
    if [spoken.named("verdict", name, [_NONE]) for name in names] == [_NONE]:
        return ()
    known = [str(verdict) for verdict in Verdict if verdict is not Verdict.CONFIRMED]
    found = [(name, spoken.named("verdict", name, known)) for name in names or [text]]
    for name, verdict in found:
        if verdict is None:
            raise UsageError(
                "--fail-on {text}: '{name}' is no verdict; choose from {known}, or {none}.",
                text=text,
                name=name,
                known=", ".join(map(spoken.shown_value, known)),
                none=spoken.shown_value(_NONE),
            )
    return [Verdict(verdict) for _, verdict in found if verdict]


def _reports(options: list[str]) -> list[tuple[CheckForm, Path]]:
    """Read `--report FORM=FILE`."""
    from sto_cli.measuring import spoken

    found = []
    for option in options:
        named, equals, file = option.partition("=")
        form = spoken.named("form", named, CheckForm)
        if form is None or not equals or not file:
            forms = ", ".join(map(spoken.shown_value, CheckForm))
            raise UsageError("--report {option}: write FORM=FILE, with a form of {forms}.", option=option, forms=forms)
        refuse_ending(CheckForm(form), Path(file), _SUFFIXES, "--report")
        found.append((CheckForm(form), Path(file)))
    return found


def _form(
    form: CheckForm, checked: Checked, fail_on: Collection[Verdict], coverage: Coverage | None, *, verbose: bool
) -> str | bytes:
    from sto_cli.present import check as present
    from sto_cli.present import ci, forms

    special: dict[CheckForm, Callable[[], str]] = {
        CheckForm.JUNIT: lambda: ci.junit(checked, fail_on),
        CheckForm.SARIF: lambda: ci.sarif(checked, fail_on, coverage),
        CheckForm.GITHUB: lambda: ci.commands(checked, fail_on, coverage),
        CheckForm.SUMMARY: lambda: ci.summary(checked),
    }
    if form in special:
        return special[form]()
    return forms.write(present.answer(checked, fail_on, coverage, verbose=verbose), Form(form.value))


def _write(target: Path, document: Path | None, data: Data | None, named: list[str]) -> None:
    """Write a claims file for a person to complete, from data that are named so on the command line."""
    if target.exists():
        raise UsageError("--write {target}: the file exists, and is not written over; name a new one.", target=target)
    text = sto_cli.draft_claims(sto_cli.read_document(document), str(document), data) if document else ""
    text = sto_cli.draft_claims(data) if data and not document else text
    emit(text, target)
    words = ["sto", "check", str(target), *named, *(["--document", str(document)] if document else [])]
    command = " ".join(f'"{word}"' if " " in word else word for word in words)
    drafts, claims = text.count("\ndraft = true"), text.count("[[claim]]")
    found = message("drafts to read: {drafts}, to complete: {left}", drafts=drafts, left=claims - drafts)
    todo = found if document else message("claims: {count}", count=claims)
    complain(say("sto: wrote {file} ({todo}); then run {command}", file=target, todo=todo, command=command))
