"""How many queries each page of a school asks, made anew: every address of the URL configuration, by a head, a
coordinator and somebody who leads subjects.

A page asks at most twelve. The pages named below may ask fifteen: each says on one page what others say on several.
That a number does not grow with the rows is held by the tests of each app.
"""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from home import sample
from schools.models import School, User
from tests.keeping import forget
from tests.security.addresses import address, arguments_for, patterns
from tests.the_sample import the_sample

MOST = 12
MORE = {
    "front": "what each part of the school asks of the reader, the cycle, the figures",
    "audits:selfreview": "results: each judgement, the agreed level, and what the plan makes of it",
}
MOST_OF_MORE = 15


@pytest.fixture
def school(db: None) -> School:
    made = the_sample()
    return made


@pytest.mark.parametrize("key", ["helen", "amira", "joel"])
def test_each_page_asks_few_queries(school: School, key: str) -> None:
    client = Client()
    client.force_login(
        User.objects.get(email=sample.ADDRESS.format(key=key)),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    asked, too_many = {}, []
    for name, route, _pattern in patterns():
        path = address(name, arguments_for(school, name, route), school.slug)
        number = _queries(client, path)
        if number is None:
            continue
        asked[name] = number
        most = MOST_OF_MORE if name in MORE else MOST
        if number > most:
            too_many.append(f"{name}: {number} queries instead of {most}")
    assert not too_many, "\n".join(too_many)
    assert len(asked) > 100


def _queries(client: Client, path: str) -> int | None:
    """What a page asks that nothing is known of; None where it is no page, or not for this person."""
    with transaction.atomic():
        client.get(path)  # what is read once for the process
        forget()
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(path)
        transaction.set_rollback(True)
    is_page = answer.get("Content-Type", "").startswith("text/html")
    return len(asked) if answer.status_code == 200 and is_page else None
