"""What can go wrong for a user, and the exit code each kind has.

Every error is one sentence that names what was found, what was expected and what to do. `cli`
catches the family once; anything else that escapes is a bug in sto and exits with 70.
"""

from __future__ import annotations

import errno
from enum import IntEnum

from sto_cli.language import Message, as_message, message


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


_REASONS = {
    errno.EACCES: message("Permission denied"),
    errno.EBADF: message("Bad file descriptor"),
    errno.EBUSY: message("Device or resource busy"),
    errno.EDQUOT: message("Disk quota exceeded"),
    errno.EEXIST: message("File exists"),
    errno.EFBIG: message("File too large"),
    errno.EINVAL: message("Invalid argument"),
    errno.EIO: message("Input/output error"),
    errno.EISDIR: message("Is a directory"),
    errno.ELOOP: message("Too many levels of symbolic links"),
    errno.ENAMETOOLONG: message("File name too long"),
    errno.ENOENT: message("No such file or directory"),
    errno.ENOSPC: message("No space left on device"),
    errno.ENOTDIR: message("Not a directory"),
    errno.ENOTEMPTY: message("Directory not empty"),
    errno.EPERM: message("Operation not permitted"),
    errno.EROFS: message("Read-only file system"),
    errno.ETXTBSY: message("Text file busy"),
}
"""What systems answer, in the words of Linux."""


def reason(error: OSError) -> Message:
    """Say why the system does not do something."""
    return _REASONS.get(error.errno or 0) or message("error {number} of the system", number=error.errno or "?")


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
