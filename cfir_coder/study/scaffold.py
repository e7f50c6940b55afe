"""A new study folder, with files that say how to fill them in."""

from __future__ import annotations

from pathlib import Path

from cfir_coder.errors import OutputExists
from cfir_coder.files import write_text

_SETTINGS = """# What this study is. Lines that begin with # are remarks; take the # away to use a setting.

title = ""

# Define these before coding; CFIR asks for it. They are recorded with every run.
innovation = ""     # the thing that is introduced and meant to stay
inner_setting = ""  # where it is used: the court, the clinic
outer_setting = ""  # what lies around: agencies, laws, the community

# codebook = "codebook.yaml"          # or a packaged one: "cfir-2022", "cfir-2009", "drug-court-moud"
# transcripts = "transcripts"         # folder of the transcripts
# participants = "participants.csv"   # who took part
# interviewers = ["Interviewer", "MK"]  # labels of interviewers, as they stand in the transcripts
# coder = "encoder"                   # the machine coder: see `cfir coders`
# min_confidence = 0.5                # 0-1: below it nothing is proposed; by default the coder's own
# results = "results"                 # folder of the tables
# spacy_model = ""                    # an installed spaCy model, for lemmas and sentences
# unlabelled = "document"             # what a text without speaker labels is: participant, document or skip

# Who speaks, where the labels don't tell (or use `cfir fix-speakers`):
# [speakers."meeting.vtt"]
# "Speaker 1" = "interviewer"
# "Speaker 2" = "P07"

# A language model on this machine, for `cfir code --coder llm` (docs/llm.md):
# [llm]
# endpoint = "http://127.0.0.1:11434/v1"  # an OpenAI-compatible server
# model = "llama3.1:8b"                   # as that server names it
# in_flight = 2                           # questions asked at a time
# timeout_s = 300                         # seconds to wait for one answer
# tries = 3                               # for one question
# max_failures = 5                        # questions without a usable answer at which the run stops
# max_tokens = 2048                       # longest answer
# temperature = 0                         # 0: the likeliest answer
# seed = 1                                # another one asks again what was answered before
# check_context = true                    # stop when the server read less than it was sent

# Who allowed that speech leaves this machine; without it `--allow-remote` is refused:
# [remote]
# approval = "IRB 2026-114, 3 May 2026"   # body, number and date
"""

_CODEBOOK = """# The study's codebook: all of CFIR 2022, and the themes that you add.
# Check it with `cfir codebook check codebook.yaml`; see the framework with `cfir codebook show cfir-2022`.
codebook: my-study
name: My study
version: "1"
extends: cfir-2022
lists: {}
codes: []
# A theme under a construct, as an example. Take the # away, and the [] above.
#  - id: outer_setting.local_conditions.limited_hours
#    name: Limited hours
#    kind: theme
#    definition: Providers are open when participants can't come.
#    include: Opening hours, dosing windows.
#    exclude: A full waiting list.
#    typical_valence: barrier
#    cues:
#      - only open
#      - "{external} & close ..2 (at|by)"
"""

_PARTICIPANTS = "participant,site,role,transcript\n"

_TRANSCRIPTS = """Put the transcripts into this folder: .txt, .md, .docx, .vtt or .srt.

Label who speaks ("Interviewer:", "P07:"), and tell in ../participants.csv who each participant is:

    participant,site,role,transcript
    P07,Court 3,prosecutor,P07_interview.docx

Further columns are kept as attributes: any matrix can be made by them.
Then run `cfir code` in the study folder.
"""


def init_study(folder: Path) -> list[Path]:
    """Make a study folder; return the files made.

    Raises OutputExists when one of them is there already; nothing is written then.
    """
    contents = {
        folder / "study.toml": _SETTINGS,
        folder / "codebook.yaml": _CODEBOOK,
        folder / "participants.csv": _PARTICIPANTS,
        folder / "transcripts" / "README.txt": _TRANSCRIPTS,
    }
    there = [path for path in contents if path.exists()]
    if folder.exists() and not folder.is_dir():
        there = [folder]
    if there:
        names = ", ".join(str(path) for path in there)
        raise OutputExists(f"{names}: already there. Choose a new folder; nothing was written.")
    for path, text in contents.items():
        write_text(path, text)
    return list(contents)
