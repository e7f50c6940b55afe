"""The `cfir` command."""

import gc

from cfir_coder.cli.app import app

_FEWER_COLLECTIONS = 200_000
"""Objects made between two looks for garbage: a run makes many that live to its end, and hardly any cycles."""


def main() -> None:
    """Run the command line."""
    gc.set_threshold(_FEWER_COLLECTIONS, 20, 20)
    app(prog_name="cfir")


if __name__ == "__main__":
    main()
