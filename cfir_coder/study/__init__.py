"""The study on disk: one SQLite file, its settings, its verification. The only import of sqlite3."""

from cfir_coder.study.answers import Answers
from cfir_coder.study.checking import check_study
from cfir_coder.study.connection import DATABASE, study_file
from cfir_coder.study.run import Run
from cfir_coder.study.scaffold import init_study
from cfir_coder.study.segments import Segment
from cfir_coder.study.settings import SETTINGS, StudySettings, read_settings
from cfir_coder.study.sheet_taking import SheetChanges, SheetTaken
from cfir_coder.study.store import Study
from cfir_coder.study.taking_in import IMPORT, Intake, TakenIn

__all__ = [
    "DATABASE",
    "IMPORT",
    "SETTINGS",
    "Answers",
    "Intake",
    "Run",
    "Segment",
    "SheetChanges",
    "SheetTaken",
    "Study",
    "StudySettings",
    "TakenIn",
    "check_study",
    "init_study",
    "read_settings",
    "study_file",
]
