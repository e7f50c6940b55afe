"""`cfir codebook`: codebooks, listed, shown, checked, converted, compared, and themes adopted."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cfir_coder.cli.group import CfirGroup
from cfir_coder.cli.options import Force, Format, StudyPath, TableFormat
from cfir_coder.cli.render import print_frame, print_text, tell
from cfir_coder.text import counted

if TYPE_CHECKING:
    from cfir_coder.model.codebook import Code, Codebook

app = typer.Typer(cls=CfirGroup, no_args_is_help=True, help="List, show, check, convert and compare codebooks.")

Name = Annotated[str, typer.Argument(help="Name of a packaged codebook, or a file.", metavar="CODEBOOK")]


@app.command("list")
def list_codebooks(form: Format = TableFormat.TABLE) -> None:
    """List the packaged codebooks.

    Example: cfir codebook list
    """
    from cfir_coder.workflow.codebooks import codebook_list

    print_frame(codebook_list(), form)


@app.command()
def show(
    name: Name,
    code: Annotated[str | None, typer.Option("--code", help="Only this code, with its cues.")] = None,
    form: Format = TableFormat.TABLE,
) -> None:
    """Show a codebook, or one of its codes.

    Example: cfir codebook show cfir-2022 --code outer_setting.financing
    """
    from cfir_coder.workflow.codebooks import codebook_code, codebook_codes

    if code is not None:
        _show_code(*codebook_code(name, code))
        return
    frame = codebook_codes(name)
    shown = ["code", "abbreviation", "name", "n_cues"]
    print_frame(frame[shown] if form is TableFormat.TABLE else frame, form, most_rows=None)


@app.command()
def check(file: Name) -> None:
    """Check a codebook and list every fault.

    Example: cfir codebook check codebook.yaml
    """
    from cfir_coder.codebooks import check_codebook

    faults = check_codebook(file)
    for fault in faults:
        print_text(fault)
    if faults:
        raise typer.Exit(1)
    print_text(f"{file} is sound.")


@app.command()
def convert(
    file: Name,
    output: Annotated[Path, typer.Option("-o", "--output", help="File to write: .yaml, .csv or .xlsx.")],
    force: Force = False,
) -> None:
    """Convert a codebook to YAML, CSV or Excel.

    Example: cfir codebook convert cfir-2022 -o cfir-2022.xlsx
    """
    from cfir_coder.codebooks import load_codebook, write_codebook
    from cfir_coder.files import check_output

    check_output(output, force=force)
    codebook = load_codebook(file)
    write_codebook(codebook, output)
    tell([f"{counted(len(codebook.codes), 'code')} written to {output}"])


@app.command()
def compare(old: Name, new: Name, form: Format = TableFormat.TABLE) -> None:
    """Tell what differs between two codebooks.

    Example: cfir codebook compare cfir-2022 codebook.yaml
    """
    from cfir_coder.workflow.codebooks import codebook_changes

    print_frame(codebook_changes(old, new), form, most_rows=None)


@app.command()
def crosswalk(
    code: Annotated[str, typer.Argument(help="Id of a construct of CFIR 2009 or 2022, or the last part of it.")],
    form: Format = TableFormat.TABLE,
) -> None:
    """Find a construct of one CFIR in the other.

    Example: cfir codebook crosswalk patient_needs_resources
    """
    from cfir_coder.workflow.codebooks import crosswalk_table

    print_frame(crosswalk_table(code), form)


@app.command()
def adopt(
    study: StudyPath,
    theme: Annotated[str, typer.Argument(help="Candidate theme: its id or name in inductive_codes.csv.")],
    code_id: Annotated[str | None, typer.Option("--id", help="Id of the new code.")] = None,
    name: Annotated[str | None, typer.Option("--name", help="Name of the new code.")] = None,
    under: Annotated[str | None, typer.Option("--under", help="Put it below this code. Default: inductive.")] = None,
    into: Annotated[str | None, typer.Option("--into", help="Merge it into this code instead.")] = None,
    reject: Annotated[bool, typer.Option("--reject", help="Reject it; it isn't proposed again.")] = False,
    by: Annotated[str | None, typer.Option("--by", help="Who decides. Default: your login name.")] = None,
) -> None:
    """Turn a candidate theme into a code of the study.

    Example: cfir codebook adopt cfir-results hit_by_a_bus --name "No bus"
    """
    from cfir_coder.workflow.codebooks import Adoption, adopt_theme

    wanted = Adoption(theme=theme, code_id=code_id, name=name, under=under, into=into, reject=reject)
    print_text(adopt_theme(study, wanted, by=by or getpass.getuser()))


def _show_code(codebook: Codebook, code: Code) -> None:
    """Print one code with everything that is known of it."""
    print_text(f"{code.name} ({code.abbreviation or code.kind.value})", bold=True)
    above = " > ".join(each.name for each in reversed(list(codebook.ancestors(code.id))))
    told = {
        "id": code.id,
        "kind": code.kind.value,
        "stands under": above,
        "definition": code.definition,
        "include": code.include,
        "exclude": code.exclude,
        "typical valence": code.typical_valence.value if code.typical_valence else "",
        "reverse-rated": "yes" if code.reverse_rated else "",
        "CFIR 2009": ", ".join(code.cfir_2009),
    }
    for label, value in told.items():
        if value:
            print_text(f"{label}: {value}")
    for label, lines in (
        ("examples", list(code.examples)),
        ("cues (weight)", [f"{cue.pattern} ({cue.weight:g})" for cue in code.cues]),
        ("exclusions", [cue.pattern for cue in code.exclusions]),
    ):
        if lines:
            print_text(f"{label}:")
            for line in lines:
                print_text(f"  {line}")
