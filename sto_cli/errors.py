"""What can go wrong for a user, and the exit code each kind has.

Every error is one sentence that names what was found, what was expected and what to do. `cli`
catches the family once; anything else that escapes is a bug in sto and exits with 70.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from sto_cli.language import as_message, message

if TYPE_CHECKING:
    from sto_cli.language import Message


class ExitCode(IntEnum):
    """The exit codes of every command."""

    FINE = 0
    """Everything asked for was answered."""
    FINDING = 1
    """An answer that is not green: contradicted, doubtful, undecidable, or refused as a series break."""
    USAGE = 2
    """The command line or a configuration file is wrong."""
    INPUT = 3
    """A file was refused, or nothing could be read or checked."""
    BUG = 70
    """A mistake in sto itself."""


class StoError(Exception):
    """A mistake outside sto, shown without a traceback: a template with named places, and their values."""

    exit_code = ExitCode.INPUT

    def __init__(self, text: Message | str, /, **values: object) -> None:
        super().__init__(as_message(text, values))


class UsageError(StoError):
    """The question is wrong: an option, a value of an option, a name that is not in the catalog."""

    exit_code = ExitCode.USAGE


class InputError(StoError):
    """A file is refused: not recognised, not readable, or with a value that cannot be taken."""


class WordError(InputError):
    """A value in the question does not occur in the data."""

    exit_code = ExitCode.USAGE


class RowsError(InputError):
    """Rows of a file are wrong, each by itself: where rows may be rejected, the others can still be read."""


class TwiceError(InputError):
    """Two files hold the same of one year: only one of them can be used, and which is the user's choice."""


class NotDuoError(InputError):
    """The layout of a file is unknown: such a file is refused if named, and skipped and listed if found in a folder.

    Attributes:
        kind: what to call it in the list.
    """

    kind = message("not a DUO layout that sto knows")


class CatalogError(StoError):
    """A knowledge file (shipped, or the user's own) breaks its rules."""

    exit_code = ExitCode.USAGE
