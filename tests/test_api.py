"""The public API: what the page shows runs, and every name of it is there."""

import re
from pathlib import Path

import pytest

import sto_cli

TOP = Path(__file__).parent.parent
PAGE = (TOP / "docs" / "python.md").read_text(encoding="utf-8")
CODE = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


def test_the_page_runs_as_it_stands(monkeypatch, capsys):
    """Each line with an answer behind `# prints:` gives that answer."""
    monkeypatch.chdir(TOP)
    names: dict[str, object] = {}
    expected = []
    for block in CODE:
        exec(block, names)  # noqa: S102  # our own page
        expected += re.findall(r"# prints: (.*)", block)
    assert expected
    assert [line for line in capsys.readouterr().out.splitlines() if line] == expected


@pytest.mark.parametrize("name", sto_cli.__all__)
def test_every_public_name_is_there_and_explained(name):
    assert getattr(sto_cli, name) is not None
    if name[0] not in {"_", "S"} or name == "StoError":
        assert getattr(sto_cli, name).__doc__


def test_a_name_that_is_none_is_an_attribute_error():
    with pytest.raises(AttributeError, match="has no attribute 'nonsense'"):
        _ = sto_cli.nonsense


def test_a_mistake_is_a_sto_error_that_says_what_to_do():
    with pytest.raises(sto_cli.StoError, match="choose from"):
        sto_cli.ask("technical_share", by=["nonsense"])
