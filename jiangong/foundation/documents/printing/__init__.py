"""A letter on paper, in the layout of GB/T 9704-2012: docx for signing, PDF/A-2b for the file, pictures for a look.

The docx names the fonts that the standard asks for; whoever signs has them. The PDF carries free ones inside.
"""

from jiangong.foundation.documents.printing.paper import Paper, paper_of
from jiangong.foundation.documents.printing.pdf import picture, printed
from jiangong.foundation.documents.printing.word import written

__all__ = ["Paper", "paper_of", "picture", "printed", "written"]
