"""The command line: parse, one workflow call, render. The only rooms that know typer and rich."""
