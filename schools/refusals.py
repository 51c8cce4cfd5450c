"""A thing that somebody may do, but not now or not so: the sentence says what to do instead."""

from django.utils.functional import Promise


class Refused(Exception):
    """Raised by actions; views show `sentence` and keep what was typed."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(str(sentence))
        self.sentence = str(sentence)
