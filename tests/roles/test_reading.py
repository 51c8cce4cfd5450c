"""Bad content is refused with a sentence that names the file, the entry and what is wrong."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from roles.library import CONTENT, LibraryError, library, parse
from roles.reading import read


def content() -> list[Any]:
    return [deepcopy(read(CONTENT / f"{name}.yaml")) for name in ("areas", "library", "sets")]


def entry_of(files: list[Any], key: str) -> dict[str, Any]:
    return next(entry for entry in files[1]["entries"] if entry["key"] == key)


def role_of(files: list[Any], set_key: str, role_key: str) -> dict[str, Any]:
    starting_set = next(each for each in files[2]["sets"] if each["key"] == set_key)
    return next(role for role in starting_set["roles"] if role["key"] == role_key)


def test_the_shipped_files_parse() -> None:
    assert parse(*content()) == library()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"why": None}, "why is empty or no text"),
        ({"why": "w" * 141}, "why is 141 characters long, at most 140 fit"),
        ({"text": "t" * 121}, "text is 121 characters long, at most 120 fit"),
        ({"short": "s" * 29}, "short is 29 characters long, at most 28 fit"),
        ({"text": "Two\nlines"}, "text is not a single line without spaces at its ends"),
        ({"text": "Lead {it} well"}, "text has braces around something other than ict, smt,"),
        ({"text": "Lead {ict well"}, "text has braces around something other than ict, smt,"),
        ({"kind": "task"}, "kind is “task”, which is not one of aspect, senior, department, duty"),
        ({"area": "staffing"}, "area is “staffing”, which is not one of staff, leadership,"),
        ({"minutes": 7}, "minutes is “7”, not minutes a week in steps of 5"),
        ({"minutes": -5}, "minutes is “-5”, not minutes a week in steps of 5"),
        ({"minutes": True}, "minutes is “True”, not minutes a week in steps of 5"),
        ({"minutes": 2405}, "minutes is “2405”, not minutes a week in steps of 5"),
        ({"investment": True}, "investment is not for an entry of kind duty"),
        ({"kind": "aspect"}, "area is not for an entry of kind aspect"),
        ({"colour": "blue"}, "colour is not a field that belongs here"),
    ],
)
def test_a_bad_entry_is_named_with_what_is_wrong(change: dict[str, Any], sentence: str) -> None:
    files = content()
    entry_of(files, "staff-coach").update(change)
    with pytest.raises(LibraryError) as refused:
        parse(*files)
    assert str(refused.value).startswith(f"library.yaml, entry “staff-coach”: {sentence}")


@pytest.mark.parametrize(
    "field", ["kind", "area", "text", "short", "why", "minutes", "owner", "source"]
)
def test_a_missing_field_is_named(field: str) -> None:
    files = content()
    del entry_of(files, "staff-coach")[field]
    with pytest.raises(LibraryError, match=f"entry “staff-coach”: {field} is missing"):
        parse(*files)


def test_an_entry_without_a_key_is_named_by_its_place() -> None:
    files = content()
    del files[1]["entries"][2]["key"]
    with pytest.raises(LibraryError, match=r"library\.yaml, entry 3: key is missing"):
        parse(*files)


def test_a_key_is_a_slug() -> None:
    files = content()
    entry_of(files, "staff-coach")["key"] = "Staff coach"
    with pytest.raises(LibraryError, match="key is made of small letters, digits and hyphens"):
        parse(*files)


def test_an_investment_flag_is_true_or_false() -> None:
    files = content()
    entry_of(files, "senior-investment")["investment"] = "perhaps"
    with pytest.raises(LibraryError, match="“senior-investment”: investment is not true or false"):
        parse(*files)


def test_a_doubled_entry_is_refused() -> None:
    files = content()
    files[1]["entries"].append(deepcopy(entry_of(files, "staff-coach")))
    with pytest.raises(LibraryError, match="entry “staff-coach”: stands there twice"):
        parse(*files)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"position": "caretaker"}, "position is “caretaker”, which is not one of headteacher,"),
        ({"line_manager_position": "guest"}, "line_manager_position is “guest”, which is not"),
        ({"release_minutes": 0}, "release_minutes is “0”, not minutes a week"),
        ({"purpose": ""}, "purpose is empty"),
        ({"lines": []}, "lines is not a list with something in it"),
        ({"motto": "Onwards"}, "motto is not a field that belongs here"),
    ],
)
def test_a_bad_role_is_named_with_its_set(change: dict[str, Any], sentence: str) -> None:
    files = content()
    role_of(files, "shared", "smt").update(change)
    with pytest.raises(LibraryError) as refused:
        parse(*files)
    assert str(refused.value).startswith(f"sets.yaml, set “shared”, role “smt”: {sentence}")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"part": "helps"}, "part is “helps”, which is not one of leads, shares,"),
        ({"priority": "urgent"}, "priority is “urgent”, which is not one of high, medium, low"),
        ({"minutes": 12}, "minutes is “12”, not minutes a week in steps of 5"),
        ({"entry": "staff-juggle"}, "entry is “staff-juggle”, which is not in the library"),
    ],
)
def test_a_bad_line_is_named_with_its_role(change: dict[str, Any], sentence: str) -> None:
    files = content()
    line = role_of(files, "primary", "coordinator")["lines"][1]
    line.update(change)
    with pytest.raises(LibraryError) as refused:
        parse(*files)
    assert str(refused.value) == (
        f"sets.yaml, set “primary”, role “coordinator”, line “{line['entry']}”: {sentence}"
        + ("." if not sentence.endswith(",") else str(refused.value).partition(sentence)[2])
    )


def test_a_thing_stands_once_in_a_role() -> None:
    files = content()
    lines = role_of(files, "primary", "coordinator")["lines"]
    lines.append(dict(lines[0]))
    with pytest.raises(LibraryError, match=r"role “coordinator”, line “.+”: stands there twice"):
        parse(*files)


def test_a_set_with_no_leader_or_two_for_a_duty_is_refused() -> None:
    files = content()
    lines = role_of(files, "primary", "technician")["lines"]
    line = next(line for line in lines if line["entry"] == "resources-backup")
    line["part"] = "shares"
    with pytest.raises(
        LibraryError, match="set “primary”: roles give “resources-backup” no leader"
    ):
        parse(*files)
    line["part"] = "leads"
    role_of(files, "primary", "coordinator")["lines"].append(dict(line))
    with pytest.raises(LibraryError, match="roles give “resources-backup” 2 leaders"):
        parse(*files)


def test_an_aspect_is_never_led_below_senior_management() -> None:
    files = content()
    role_of(files, "middle", "coordinator")["lines"].append(
        {"entry": "aspect-vision", "part": "leads", "priority": "high"}
    )
    with pytest.raises(
        LibraryError, match="“coordinator”: lines let this role lead “aspect-vision”"
    ):
        parse(*files)


def test_an_unknown_phase_is_refused() -> None:
    files = content()
    files[2]["sets"][0]["phases"] = ["primary", "evening"]
    with pytest.raises(LibraryError, match="set “primary”: phases has “evening”, which is not one"):
        parse(*files)


def test_the_areas_are_the_five_in_their_order() -> None:
    files = content()
    files[0]["areas"].reverse()
    with pytest.raises(LibraryError, match=r"areas\.yaml: areas are not staff, leadership,"):
        parse(*files)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("version", "one", "version is not a whole number"),
        ("version", 0, "version is not a whole number"),
        ("date", "soon", "date is not a date"),
        ("entries", None, "entries is not a list with something in it"),
    ],
)
def test_the_head_of_the_library_is_checked(field: str, value: Any, sentence: str) -> None:
    files = content()
    files[1][field] = value
    with pytest.raises(LibraryError) as refused:
        parse(*files)
    assert str(refused.value).startswith(f"library.yaml: {sentence}")


@pytest.mark.parametrize("data", [None, [], "staff", 7])
def test_a_file_that_holds_something_else_is_refused(data: Any) -> None:
    areas, _entries, sets = content()
    with pytest.raises(LibraryError, match=r"library\.yaml: is not a list of fields"):
        parse(areas, data, sets)


def test_a_field_given_twice_is_refused_where_yaml_would_keep_the_last(tmp_path: Path) -> None:
    file = tmp_path / "library.yaml"
    file.write_text("version: 1\nentries:\n  - key: a\n    why: One.\n    why: Two.\n")
    with pytest.raises(LibraryError, match=r"library\.yaml: why is given 2 times .* on line 3"):
        read(file)


def test_a_file_that_is_no_yaml_is_refused_by_name(tmp_path: Path) -> None:
    file = tmp_path / "sets.yaml"
    file.write_text("sets: [primary")
    with pytest.raises(LibraryError, match=r"^sets\.yaml: "):
        read(file)


def test_yaml_that_asks_for_objects_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "areas.yaml"
    file.write_text("areas: !!python/object/apply:os.getcwd []")
    with pytest.raises(LibraryError, match="could not determine a constructor"):
        read(file)
