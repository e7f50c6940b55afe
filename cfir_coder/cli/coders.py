"""`cfir coders`: which machine coders there are."""

from __future__ import annotations

from cfir_coder.cli.options import Endpoint, Format, TableFormat
from cfir_coder.cli.render import print_frame


def coders(endpoint: Endpoint = None, form: Format = TableFormat.TABLE) -> None:
    """List the machine coders, and whether each can run.

    Example: cfir coders --format csv
    """
    from cfir_coder.workflow.coders import LlmRequest, coder_list

    print_frame(coder_list(LlmRequest(endpoint=endpoint)), form)
