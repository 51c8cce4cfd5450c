"""Every address × method × position × own or other school, against the table beside this file."""

import pytest
from django.test import Client

from home import sample
from schools.models import School
from tests.factories import a_member, a_school, signed_in
from tests.the_sample import the_sample

from .addresses import (
    PEOPLE,
    address,
    allowed,
    arguments_for,
    browsers,
    patterns,
    status,
    table,
)

ADDRESSES = list(patterns())
NAMES = [name for name, _route, _pattern in ADDRESSES]


@pytest.fixture
def school(db: None) -> School:
    made = the_sample()
    return made


def test_every_address_of_a_school_names_its_permission() -> None:
    unnamed = [
        name for name, _route, one in ADDRESSES if not getattr(one.callback, "permission", "")
    ]
    assert unnamed == []


def test_every_address_of_a_school_stands_in_the_table() -> None:
    assert sorted(table()) == sorted(NAMES)


@pytest.mark.once
def test_each_position_gets_what_the_table_says_and_nothing_else(school: School) -> None:
    expected, clients, wrong = table(), browsers(), []
    for name, route, _pattern in ADDRESSES:
        arguments = arguments_for(school, name, route)
        for method in ("get", "post"):
            passed, codes = allowed(clients, school, name, arguments, method)
            if max(codes.values()) >= 500:
                wrong.append(f"{method} {name}: {codes}")
            if passed != expected[name][method].split():
                wrong.append(f"{method} {name}: {passed} instead of {expected[name][method]}")
    assert not wrong, "\n".join(wrong)


def test_nobody_gets_in_signed_out_or_from_another_school(school: School) -> None:
    stranger = signed_in(Client(), a_member(a_school(), "headteacher", "coordinator"))
    nobody, wrong = Client(), []
    for name, route, _pattern in ADDRESSES:
        path = address(name, arguments_for(school, name, route), school.slug)
        for method in ("get", "post"):
            if (code := status(stranger, method, path)) not in (404, 405):
                wrong.append(f"{method} {name}: {code} for another school’s head")
            if (code := status(nobody, method, path)) not in (302, 405):
                wrong.append(f"{method} {name}: {code} signed out")
    assert not wrong, "\n".join(wrong)


def test_an_object_of_another_school_is_not_found_below_ones_own_address(school: School) -> None:
    """A head who puts the numbers of another school's things below their own school's address."""
    own = a_school()
    stranger = signed_in(Client(), a_member(own, "headteacher", "coordinator"))
    wrong = []
    for name, route, _pattern in ADDRESSES:
        arguments = arguments_for(school, name, route)
        if not any(isinstance(value, int) for value in arguments.values()):
            continue
        if "starts_in" in arguments:
            continue  # a year is no number of a row: every school has its own 2026/27
        for method in ("get", "post"):
            code = status(stranger, method, address(name, arguments, own.slug))
            if code not in (404, 405):
                wrong.append(f"{method} {name}: {code}")
    assert not wrong, "\n".join(wrong)


def test_the_people_tried_hold_every_position(school: School) -> None:
    held = {
        position
        for person in sample.content()["people"]
        if person["key"] in PEOPLE
        for position in person["positions"]
    }
    assert held == {
        "headteacher", "smt", "coordinator", "head_of_department", "teacher", "technician",
        "business_manager", "governor", "guest",
    }  # fmt: skip
