"""What there is to fuzz, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fuzz.files import Files
from fuzz.printed_numbers import Numbers
from fuzz.questions import Where, Years
from fuzz.rejects import Rejects
from fuzz.tables import Claims, Configs, Definitions

if TYPE_CHECKING:
    from collections.abc import Callable

    from fuzz.outcome import Target

TARGETS: dict[str, Callable[[], Target]] = {
    one.name: one for one in (Files, Rejects, Numbers, Claims, Definitions, Configs, Where, Years)
}
