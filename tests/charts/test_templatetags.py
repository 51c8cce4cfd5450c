"""The figures as they stand on the page and on paper."""

import re

from django.template import Context, Template

from charts.geometry import AREAS, Step, cycle, load_bar

BAR = load_bar([("staff", "Staff & <b>more</b>", 65), ("teaching", "Teaching", 40)], 60)
RING = cycle(
    [
        Step("vision", "Vision", "done", "reviewed in June"),
        Step("roles", "Roles", "now", "2 of 5 to sign"),
        Step("plan", "Plan", "late", "one action is late"),
        Step("impact", "Impact", "later", "first figures in March"),
    ]
)


def draw(tag: str) -> str:
    return Template("{% load charts %}" + tag).render(Context({"bar": BAR, "ring": RING}))


def load(paper: bool) -> str:
    return draw('{% chart_load bar title="Load" reading="45 minutes over." paper=' + f"{paper} %}}")


def test_on_the_page_a_class_gives_the_colour_and_nothing_is_inline() -> None:
    drawn = load(paper=False)
    assert 'class="f-staff"' in drawn
    assert "#0b63a5" not in drawn
    assert "style=" not in drawn


def test_on_paper_an_attribute_gives_the_colour() -> None:
    drawn = load(paper=True)
    assert 'fill="#0b63a5"' in drawn
    assert 'class="f-' not in drawn


def test_both_ways_have_the_same_geometry() -> None:
    places = re.compile(r'<rect [^>]*?(x="[^"]*%" y="20" width="[^"]*")')
    assert places.findall(load(paper=False)) == places.findall(load(paper=True)) != []


def test_a_figure_has_its_sentence_a_label_and_a_table_for_who_listens() -> None:
    drawn = load(paper=False)
    assert "<b>Load.</b> 45 minutes over." in drawn
    assert 'role="img"' in drawn
    assert 'aria-label="Load: 45 minutes over."' in drawn
    table = drawn[drawn.index('<table class="visually-hidden">') :]
    assert re.search(r"Teaching</th>\s*<td>40</td>", table)
    assert re.search(r"Release time</th>\s*<td>60</td>", table)


def test_on_paper_the_text_in_place_of_the_figure_holds_its_numbers() -> None:
    assert "Teaching 40, 105 minutes a week in all</title>" in load(paper=True)


def test_labels_are_shown_as_text() -> None:
    assert "Staff &amp; &lt;b&gt;more&lt;/b&gt;" in load(paper=False)


def test_each_area_has_a_shape_of_its_own() -> None:
    shapes = set()
    for area in AREAS:
        drawn = draw(f'{{% area_mark "{area}" %}}')
        assert f'class="f-{area}"' in drawn
        shapes.add(drawn.replace(area, ""))
    assert len(shapes) == 5


def test_an_area_that_is_not_known_has_a_mark_all_the_same() -> None:
    assert 'class="f-soft"' in draw('{% area_mark "headteacher" %}')


def test_the_cycle_is_a_ring_and_a_list_with_the_same_words() -> None:
    drawn = draw('{% chart_cycle ring title="The cycle" reading="Roles wait." %}')
    ring, steps = drawn.split("</svg>", 1)
    for words in ("Vision", "reviewed in June", "2 of 5 to sign", "one action is late"):
        assert words in ring
        assert words in steps


def test_a_step_leads_to_its_page_in_the_ring_and_in_the_list_and_not_on_paper() -> None:
    ring = cycle([Step("plan", "Plan", "late", "1 late", "/plan/"), Step("roles", "R", "now", "")])
    tag = '{% chart_cycle ring title="The cycle" reading="Late." paper=PAPER %}'

    def drawn(paper: str) -> str:
        template = Template("{% load charts %}" + tag.replace("PAPER", paper))
        return template.render(Context({"ring": ring}))

    in_ring, steps = drawn("False").split("</svg>", 1)
    assert in_ring.count("<a ") == steps.count("<a ") == 1
    assert 'role="group"' in in_ring and 'aria-label="Plan: 1 late"' in in_ring
    assert "<a " not in drawn("True") and 'role="img"' in drawn("True")
    assert "<a " not in draw('{% chart_cycle ring title="The cycle" reading="Roles wait." %}')


def test_each_state_of_a_step_has_a_sign_of_its_own() -> None:
    signs = set()
    for state in ("done", "now", "late", "later"):
        template = '{% include "charts/_station.html" with state="' + state + '" %}'
        signs.add(re.sub(r'class="[^"]*"', "", draw(template)))
    assert len(signs) == 4
