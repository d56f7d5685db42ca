"""Another system, as far as this one can play it, for the whole suite and for every Python that a test starts.

    STO_SIMULATE=win32 python -m pytest          or calls and modules that are to be missing, as in geteuid,fork

`sto_cli` and the tests see another `sys.platform`, and no call that Windows lacks; libraries see the system as it is. Under
win32 moreover, for all: a text that is written has CRLF, a file that is open or mapped cannot be removed, renamed or replaced,
nor a folder that holds it, and nothing is renamed onto what is there. A text file that `sto_cli` opens without an encoding is
an error. Python imports this module by its name when it starts.
"""

# ruff: noqa: PTH112, PTH114, PTH118, PTH119, PTH120
# pathlib calls what is changed here

from __future__ import annotations

import builtins
import io
import os
import signal
import sys
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

ASKED = os.environ.get("STO_SIMULATE", "")
WINDOWS = ASKED == "win32"
MODULES = ("fcntl", "pty", "resource", "termios")
CALLS = {
    os: ("chown", "fork", "geteuid", "getuid", "mkfifo", "openpty", "setsid", "killpg", "fchmod"),
    signal: ("SIGHUP", "SIGKILL", "SIGPIPE", "SIGALRM", "SIGUSR1"),
}
"""What Windows does not have."""
IS_FIRST = not hasattr(sys, "sto_instead")
instead: dict[str, ModuleType] = sys.__dict__.setdefault("sto_instead", {})
"""What ours get for a module that they asked for and did not get; one for both names under which this module is imported."""
MISSING = {name for names in (MODULES, *CALLS.values()) for name in names if WINDOWS or name in ASKED.split(",")}


def _asker() -> str:
    """Name what asks: the package of the first caller that is neither this module nor one that opens files for others."""
    frame = sys._getframe(1)  # noqa: SLF001  # the only way to know
    while frame.f_back and frame.f_globals["__name__"] in {"pathlib", "io", "os", __name__}:
        frame = frame.f_back
    return str(frame.f_globals["__name__"].partition(".")[0])


def _is_ours() -> bool:
    """Tell whether what asks is the project or a test."""
    return _asker() in {"sto_cli", "tests", "__main__"}


def _seen(module: ModuleType, name: str, say: Callable[[], object]) -> property:
    """Show ours something else of a module; a test may set yet another thing for a while."""
    real, said = getattr(module, name), {"say": say}

    def change(_: ModuleType, value: object) -> None:
        said["say"] = say if value is real else lambda: value

    return property(lambda _: said["say"]() if _is_ours() else real, change, lambda _: change(_, real))


def _gone(module: ModuleType, name: str) -> Callable[[], object]:
    def say() -> object:
        raise AttributeError(f"this system has no {name}", name=name, obj=module)

    return say


def _no_library(name: object, **_: object) -> object:
    raise TypeError(f"the library has no name: {name}")


def _change(module: ModuleType, shown: dict[str, Callable[[], object]]) -> None:
    if shown:
        module.__class__ = type("Seen", (ModuleType,), {name: _seen(module, name, say) for name, say in shown.items()})


def _without_modules() -> None:
    """Refuse ours the modules that only Unix has."""
    real = builtins.__import__

    def import_(name: str, *rest: object, **more: object) -> ModuleType:
        if name in MISSING and name not in instead and _is_ours():
            raise ImportError(f"No module named '{name}' here")
        return instead[name] if name in MISSING and _is_ours() else real(name, *rest, **more)

    builtins.__import__ = import_


def _open_below(path: str) -> bool:
    """Tell whether this process has a file open or mapped: this one, or one below this folder."""
    own = [f"/proc/self/fd/{name}" for name in real_listdir("/proc/self/fd")]
    names = [real_readlink(name) for name in own if os.path.lexists(name)]
    with real_open("/proc/self/maps", encoding="utf-8", errors="replace") as maps:
        names += [line.split(maxsplit=5)[5].rstrip("\n") for line in maps if line.count("/")]
    return any(name == path or (name.startswith(path + "/") and not os.path.isdir(name)) for name in {*names} if name)


real_listdir, real_readlink, real_open = os.listdir, os.readlink, io.open


def _refuse_held(number: int, path: object, folder: int | None = None) -> None:
    name = os.fsdecode(path)  # type: ignore[arg-type]  # any path that os takes
    above = (
        real_readlink(f"/proc/self/fd/{folder}")
        if folder is not None
        else os.path.realpath(os.path.dirname(name) or ".")
    )
    whole = os.path.join(above, os.path.basename(name))
    if not os.path.islink(whole) and _open_below(whole):
        error = PermissionError(
            13, "The process cannot access the file because it is being used by another process", name
        )
        error.winerror = number  # type: ignore[misc,attr-defined]
        raise error


def _with_held_files() -> None:
    """Let nobody remove, rename or replace what is open, as Windows does, nor rename onto what is there."""
    unlink, rmdir, rename, replace = os.unlink, os.rmdir, os.rename, os.replace

    def unlink_(path: object, *, dir_fd: int | None = None) -> None:
        _refuse_held(32, path, dir_fd)
        unlink(path, dir_fd=dir_fd)  # type: ignore[arg-type]  # any path that os takes

    def rmdir_(path: object, *, dir_fd: int | None = None) -> None:
        _refuse_held(32, path, dir_fd)
        rmdir(path, dir_fd=dir_fd)  # type: ignore[arg-type]  # any path that os takes

    def rename_(source: object, target: object, **more: object) -> None:
        _refuse_held(32, source)
        if os.path.lexists(target):  # type: ignore[arg-type]  # any path that os takes
            raise FileExistsError(17, "Cannot create a file when that file already exists", target)
        rename(source, target, **more)  # type: ignore[arg-type]  # any path that os takes

    def replace_(source: object, target: object, **more: object) -> None:
        _refuse_held(32, source)
        _refuse_held(5, target)
        replace(source, target, **more)  # type: ignore[arg-type]  # any path that os takes

    os.unlink = os.remove = unlink_  # type: ignore[assignment]  # a stand-in for the call
    os.rmdir, os.rename, os.replace = rmdir_, rename_, replace_  # type: ignore[assignment]  # a stand-in for the call
    os.supports_dir_fd |= {unlink_, rmdir_}  # what shutil looks at


def _with_line_ends() -> None:
    """Write CRLF wherever a text is written without saying otherwise, to files and to the screen."""

    def open_(file, mode="r", buffering=-1, encoding=None, errors=None, newline=None, *rest, **more):
        if "b" not in mode:
            if encoding is None and _asker() == "sto_cli":
                raise AssertionError(f"{file} is opened in the encoding of the machine")
            if newline is None and {*mode} & {*"wax+"}:
                newline = "\r\n"
        return real_open(file, mode, buffering, encoding, errors, newline, *rest, **more)

    io.open = builtins.open = open_
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(newline="\r\n")


def _for_all_that_is_started() -> None:
    """Let every Python that a test starts import this too, whatever environment the test gives it."""
    import subprocess
    from pathlib import Path

    begin, here = subprocess.Popen.__init__, str(Path(__file__).parent)

    def begin_(self, *arguments, env=None, **more):
        known = dict(os.environ if env is None else env)
        paths = [path for path in known.get("PYTHONPATH", "").split(os.pathsep) if path]
        if here not in paths:
            known |= {"PYTHONPATH": os.pathsep.join([*paths, here]), "STO_SIMULATE": ASKED}
        begin(self, *arguments, env=known, **more)

    subprocess.Popen.__init__ = begin_  # type: ignore[method-assign]  # a stand-in for the call


if ASKED and IS_FIRST:
    for of, names in CALLS.items():
        _change(of, {name: _gone(of, name) for name in names if name in MISSING and hasattr(of, name)})
    if not MISSING or WINDOWS:
        _change(sys, {"platform": lambda: ASKED})
    _without_modules()
    if WINDOWS:
        import ctypes

        _change(ctypes, {"CDLL": lambda: _no_library})  # so that no two folders change places in one step
        _with_held_files()
        _with_line_ends()
    _for_all_that_is_started()
