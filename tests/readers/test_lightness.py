"""Importing the readers loads no parser: each is loaded when its format comes."""

import subprocess
import sys


def test_importing_the_readers_loads_no_parser():
    code = (
        "import sys, cfir_coder.readers; "
        "print([name for name in ('charset_normalizer', 'docx', 'lxml', 'openpyxl', 'pypdf', 'srt', 'striprtf', "
        "'webvtt') if name in sys.modules])"
    )

    assert "[]" == subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip()
