"""Who is named in a text."""

from board.mentions import Mentions, mentions

NAMES = {1: "Amira Khan", 2: "Joel Whitlock", 3: "Joel Hart", 4: "Jo Hart", 5: "Ann-Marie O’Neil"}


def test_a_whole_name_or_a_first_name_that_one_has() -> None:
    assert mentions("@Amira Khan, and @jo: look", NAMES).people == (1, 4)
    assert mentions("(@amira)", NAMES).people == (1,)
    assert mentions("@Ann-Marie O’Neil's class", NAMES).people == (5,)


def test_the_whole_name_counts_before_the_first() -> None:
    assert mentions("@Joel Hart: when?", NAMES) == Mentions((3,), ())


def test_a_first_name_that_two_have_is_unclear() -> None:
    assert mentions("@Joel when?", NAMES) == Mentions((), ("Joel",))


def test_what_is_no_name_is_left() -> None:
    for text in ("see you @3pm", "a@amira.org", "@Amirante", "@", "@nobody", ""):
        assert mentions(text, NAMES) == Mentions((), ()), text


def test_each_is_named_once() -> None:
    assert mentions("@Amira @Amira Khan @Amira", NAMES).people == (1,)
