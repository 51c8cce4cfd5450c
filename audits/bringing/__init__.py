"""A register that a school brings along: columns are guessed, rows become entries, or say why they cannot."""
