"""Put a code into a researcher's codebook file, keeping the file's remarks and layout."""

from __future__ import annotations

import io
from pathlib import Path

from cfir_coder.codebooks.loading import check_codebook
from cfir_coder.codebooks.writing import code_entry
from cfir_coder.errors import CodebookError
from cfir_coder.files import replacing
from cfir_coder.model.codebook import Code


def adopt_code(path: Path, code: Code) -> None:
    """Append a code to a YAML codebook; nothing is written when the result would be faulty.

    Raises CodebookError when the file isn't YAML, has the code already, or would become faulty.
    """
    from ruamel.yaml import YAML

    if path.suffix.lower() not in (".yaml", ".yml"):
        raise CodebookError(f"{path}: codes are adopted into a .yaml codebook. Convert it first.")
    editor = YAML()
    editor.preserve_quotes = True
    editor.width = 110
    editor.indent(mapping=2, sequence=4, offset=2)
    content = editor.load(path.read_text(encoding="utf-8-sig"))
    if not isinstance(content, dict):
        raise CodebookError(f"{path}: this isn't a codebook. Make one with `cfir init`.")
    codes = content.get("codes")
    if not codes:
        content["codes"] = codes = []
    codes.append(code_entry(code))
    written = io.StringIO()
    editor.dump(content, written)
    with replacing(path) as temporary:
        temporary.write_text(written.getvalue(), encoding="utf-8", newline="\n")
        faults = check_codebook(temporary)
        if faults:
            raise CodebookError(
                f"{path} would become faulty, so nothing was written",
                [each.replace(temporary.name, path.name) for each in faults],
            )
