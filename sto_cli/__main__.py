"""Run sto as `python -m sto_cli`."""

from sto_cli.cli.main import script

if __name__ == "__main__":
    script()
