"""Tables to files that people open: CSV and formatted workbooks."""

from cfir_coder.report.csv_file import write_csv
from cfir_coder.report.table_files import TABLE_FILES, WORKBOOK, write_tables
from cfir_coder.report.workbook import write_workbook

__all__ = ["TABLE_FILES", "WORKBOOK", "write_csv", "write_tables", "write_workbook"]
