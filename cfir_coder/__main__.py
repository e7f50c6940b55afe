"""The `cfir` command."""

from cfir_coder.cli.app import app


def main() -> None:
    """Run the command line."""
    app(prog_name="cfir")


if __name__ == "__main__":
    main()
