"""What roles can print; importing this puts it into the register of documents."""

from documents.register import register

from .description import DescriptionSource
from .matrix import MatrixSource
from .pack import PackSource

register(DescriptionSource())
register(PackSource())
register(MatrixSource())
