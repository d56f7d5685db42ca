"""Run sto: the installed command, and `python -m sto_cli`."""

from __future__ import annotations

import gc
import os
import signal
import sys

from sto_cli import system

_OBJECTS = 500_000
"""Python looks for circles of objects after so many new ones; after 700, as it would, it does little else while starting."""

_ALLOCATOR = "dirty_decay_ms:100,muzzy_decay_ms:0"
"""Memory that Polars frees goes back to the machine after a tenth of a second, not when that runs short: a fifth to a third less is
held, for at most a twentieth of the time (docs/decisions.md, "Start-up is kept short")."""

_SIGNALLED = 128
"""The exit code of a command that a signal stopped is this and the number of the signal."""


def script() -> None:
    """Run the command line; when asked to stop, it says nothing and leaves no private files behind."""
    system.on_stop(_stop)
    gc.set_threshold(_OBJECTS)
    os.environ.setdefault("_RJEM_MALLOC_CONF", _ALLOCATOR)  # it is read as Polars is loaded
    from sto_cli.cli.main import main  # takes a while, in which it can be stopped too

    # All is written and put away by now; to take every object apart first is a tenth of the time of a short command.
    os._exit(main())


def _stop(number: int, _: object) -> None:
    signal.signal(number, signal.SIG_IGN)  # who asks twice does not stop the clearing away
    sys.exit(_SIGNALLED + number)


if __name__ == "__main__":
    script()
