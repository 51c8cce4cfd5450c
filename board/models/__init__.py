"""What people tell and ask each other."""

from .notes import Note, NoteRead
from .questions import Call, Question, Reply
from .telling import Digest, How, Telling

__all__ = ["Call", "Digest", "How", "Note", "NoteRead", "Question", "Reply", "Telling"]
