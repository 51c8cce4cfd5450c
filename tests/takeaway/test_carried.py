"""Everything of a school is carried or left out with a reason, and nobody has to remember it."""

from __future__ import annotations

import json
import re

from django.apps import apps
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

from audits import gaps
from board import askable
from devplan import origins
from devplan.carried import GAPS, ORIGINS
from schools import carrying
from schools.carrying import CARRIED, LEFT_OUT, SCHOOL
from takeaway import contents, schema


def test_each_model_is_carried_or_left_out_with_a_reason() -> None:
    known = CARRIED.keys() | LEFT_OUT.keys() | {SCHOOL[0].label}
    everything = {model._meta.label_lower for model in apps.get_models()}
    assert everything - known == set()
    assert known - everything == set()  # nor is anything named that is not there
    assert CARRIED.keys() & LEFT_OUT.keys() == set()
    assert all(reason.strip() for reason in LEFT_OUT.values())


def test_each_field_is_carried_or_left_out_with_a_reason() -> None:
    for carried in (*CARRIED.values(), *SCHOOL):
        names = {field.name for field in carried.model._meta.get_fields()}
        assert carried.without.keys() <= names, carried.label
        assert all(reason.strip() for reason in carried.without.values()), carried.label
        assert carried.texts.keys() | carried.shapes.keys() | carried.says.keys() <= names


def test_whatever_a_row_refers_to_is_carried_as_well() -> None:
    for carried in CARRIED.values():
        for field in (*carried.references, *carried.lists):
            assert field.related_model._meta.label_lower in CARRIED, (carried.label, field.name)
    order = [one.label for one in contents.ordered()]
    assert sorted(order) == sorted(CARRIED)
    for carried in CARRIED.values():
        for field in (*carried.references, *carried.lists):
            target = field.related_model._meta.label_lower
            assert order.index(target) <= order.index(carried.label)


def test_a_table_between_two_models_is_carried_with_one_of_them_or_by_itself() -> None:
    for carried in CARRIED.values():
        for many in carried.model._meta.many_to_many:
            through = many.remote_field.through
            assert through is not None
            own = through._meta.label_lower
            assert own in CARRIED or many in carried.lists, (carried.label, many.name)


def test_each_json_field_says_what_it_holds() -> None:
    for carried in (*CARRIED.values(), *SCHOOL):
        for field in carried.fields:
            if isinstance(field, models.JSONField):
                assert field.name in carried.shapes, (carried.label, field.name)


def test_a_large_number_is_money_a_size_or_known_to_be_of_a_row() -> None:
    for carried in CARRIED.values():
        for field in carried.fields:
            if isinstance(field, models.BigIntegerField | models.PositiveBigIntegerField):
                money = field.name in ("pence", "approved_pence")
                known = field.name in carried.texts or money or field.name == "size"
                assert known, (carried.label, field.name)


def test_it_is_known_of_each_address_which_numbers_stand_in_it() -> None:
    unknown = set()

    def walk(found: list[URLPattern | URLResolver], route: str, space: str) -> None:
        for one in found:
            here = route + str(one.pattern)
            if isinstance(one, URLResolver):
                walk(one.url_patterns, here, one.namespace or space)
            elif here.startswith("s/<slug:school>/"):
                for name in re.findall(r"<int:(\w+)>", here):
                    if not carrying.knows_argument(space, name):
                        unknown.add((space, name))

    walk(get_resolver().url_patterns, "", "")
    assert unknown == set()
    assert set(carrying._IDS.values()) <= CARRIED.keys()


def test_numbers_within_words_name_models_that_are_carried() -> None:
    kinds = {one.key: one.model for one in askable.KINDS.values()}
    assert {key for key, model in kinds.items() if not model} == {"vision"}
    assert {model for model in kinds.values() if model} <= CARRIED.keys()
    assert gaps.SOURCES.keys() == GAPS.keys()
    assert {kind for kind in origins.KINDS if kind} <= ORIGINS.keys()
    assert set(ORIGINS.values()) <= CARRIED.keys()


def test_the_schema_names_every_model_and_says_of_each_what_it_is() -> None:
    rows = schema.schema()["properties"]["rows"]["properties"]
    assert sorted(rows) == sorted(CARRIED)
    for label, one in rows.items():
        assert len(one["items"]["description"]) > 10, label
    assert "password" not in json.dumps(schema.schema()).lower()
