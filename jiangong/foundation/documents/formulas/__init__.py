"""Pure formulas of documents: templates and how they are filled, numbers, the layout's geometry, names of files."""

from jiangong.foundation.documents.formulas.filling import Letter, Paragraph, Table, filled
from jiangong.foundation.documents.formulas.numbers import number_of
from jiangong.foundation.documents.formulas.templates import Field, Template, TemplateError, read_templates

__all__ = [
    "Field",
    "Letter",
    "Paragraph",
    "Table",
    "Template",
    "TemplateError",
    "filled",
    "number_of",
    "read_templates",
]
