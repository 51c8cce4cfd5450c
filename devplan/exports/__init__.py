"""A plan taken out: as a workbook that comes back in, and as a Word document."""
