"""Run sto as `python -m sto_cli`."""

import sys

from sto_cli.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
