"""Spreadsheets 表格: reading what unions really have, writing what cannot hurt who opens it.

    table = read_table(file, columns, name="花名册.xlsx")     # the header row is found, columns by their usual names
    for number, row in table.rows: …                          # the file's own row numbers; row[i] per columns[i]
    table.left_out                                            # totals, footers, repeated headers, example: with a word

    write_xlsx(target, headings, rows)                        # strings stay strings, nothing becomes a formula
    write_csv(headings, rows)                                 # the same for CSV: = + - @ tab are defused

Read: .xlsx .xlsm .xlsb .xls .ods, and .csv or .txt in GB 18030, UTF-8 or UTF-16 with , ; or tab.
Whatever cannot be read raises Unreadable (a Refused): one sentence what is wrong, one what to do.
"""

from jiangong.foundation.common.spreadsheets.cells import Cell, as_day, as_text
from jiangong.foundation.common.spreadsheets.reading import Sheet, open_sheets
from jiangong.foundation.common.spreadsheets.reasons import (
    MOST_BYTES,
    MOST_INFLATED,
    MOST_ROWS,
    SpreadsheetReason,
    Unreadable,
)
from jiangong.foundation.common.spreadsheets.tables import Column, LeftOut, RowFault, Table, read_table
from jiangong.foundation.common.spreadsheets.writing import (
    Heading,
    Marked,
    defused,
    write_book,
    write_csv,
    write_template,
    write_xlsx,
)

__all__ = [
    "MOST_BYTES",
    "MOST_INFLATED",
    "MOST_ROWS",
    "Cell",
    "Column",
    "Heading",
    "LeftOut",
    "Marked",
    "RowFault",
    "Sheet",
    "SpreadsheetReason",
    "Table",
    "Unreadable",
    "as_day",
    "as_text",
    "defused",
    "open_sheets",
    "read_table",
    "write_book",
    "write_csv",
    "write_template",
    "write_xlsx",
]
