"""What priority reviews can print; importing this puts it into the register of documents."""

from documents.register import register

from .form import FormSource
from .report import ReportSource

register(ReportSource())
register(FormSource())
