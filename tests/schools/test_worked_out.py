"""Addresses that are worked out once, and the parts of the product that are passed over, are what Django would find."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from django.test import override_settings
from django.urls import NoReverseMatch, Resolver404, resolve, reverse, set_script_prefix

from ictlead.beginning import Beginning
from ictlead.urls import school_patterns
from schools.addresses import address
from tests.security.addresses import patterns


def test_an_address_is_what_reverse_gives_for_the_same_names() -> None:
    for _again in range(2):
        assert address("devplan:plan", "school", 7) == reverse("devplan:plan", args=["school", 7])
        assert address("home:guide") == reverse("home:guide")
    with pytest.raises(NoReverseMatch):
        address("devplan:nothing", "school")


def test_an_address_below_another_place_is_another_one() -> None:
    here = address("home:guide")
    set_script_prefix("/below/")
    try:
        assert address("home:guide") == f"/below{here}" == reverse("home:guide")
    finally:
        set_script_prefix("/")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{% url 'devplan:plan' 'a' 7 %}", "/s/a/plans/7/"),
        ("{% url 'devplan:plan' school='a' plan=7 %}", "/s/a/plans/7/"),
        ("{% url 'front' slug as here %}[{{ here }}]", "[/s/a/]"),
        ("{% url 'no:such' slug as here %}[{{ here }}]", "[]"),
        ("{% url 'devplan:plan' slug missing as here %}[{{ here }}]", "[]"),
    ],
)
def test_the_tag_says_what_djangos_says(text: str, expected: str) -> None:
    for _again in range(2):
        assert Template(text).render(Context({"slug": "a"})) == expected


def test_the_tag_for_a_name_that_is_nobodys_is_an_error_as_with_django() -> None:
    with pytest.raises(NoReverseMatch):
        Template("{% url 'no:such' %}").render(Context())


def test_a_file_s_address_follows_the_settings() -> None:
    said = Template("{% static 'css/app.css' %}")
    here = said.render(Context())
    assert here.endswith("css/app.css") and said.render(Context()) == here
    with override_settings(STATIC_URL="/elsewhere/"):
        assert said.render(Context()) == "/elsewhere/css/app.css"


def test_every_address_of_a_school_is_found_by_its_first_word() -> None:
    parts = [one for one in school_patterns if isinstance(one, Beginning)]
    assert len(parts) == len(school_patterns)
    assert all(one.firsts is not None for one in parts)
    checked = 0
    for name, _route, pattern in patterns():
        try:
            path = reverse(name, args=["a-school"])
        except NoReverseMatch:
            continue
        if path.startswith("/s/"):
            checked += 1
            assert resolve(path).func is pattern.callback, name
    assert checked > 40
    with pytest.raises(Resolver404):
        resolve("/s/a-school/nothing-of-ours/")
