"""The answer to one question in every form; Rich, which takes a while to load, only for people's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sto_cli.present import records
from sto_cli.present.outputs import Answer

if TYPE_CHECKING:
    from sto_cli.measuring.measure import Result
    from sto_cli.reading.data import Data


def answer(result: Result, data: Data) -> Answer:
    """Give a result in every form."""
    return Answer(
        screen=lambda: _screen(result, data),
        markdown=lambda: _markdown(result, data),
        json=lambda: records.as_json([result], data),
        rows=lambda: records.rows([result]),
        notes=lambda: records.notes([result], data),
        incomplete=data.incomplete,
        height=result.frame.height,
    )


def _screen(result: Result, data: Data) -> str:
    from sto_cli.present import table

    return table.screen(result, data)


def _markdown(result: Result, data: Data) -> str:
    from sto_cli.present import table

    return table.as_markdown(result, data)
