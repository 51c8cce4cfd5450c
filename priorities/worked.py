"""The examples of priorities in the definitions, worked out by the same arithmetic as the pages."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from handbook.definitions import works
from schools.wording import listed

from .analysis import (
    analyse,
    consensus,
    fit_to_capacity,
    groups_to_show,
    kendalls_w,
    mean_influence,
    median_influence,
    quadrant,
    shares,
)
from .figures import QUADRANTS


@works("influence")
def influence() -> Mapping[str, str]:
    """The median of four ratings."""
    return {"influence": f"{median_influence([5, 2, None, 5, 4]):g}"}


@works("ranking")
def ranking() -> Mapping[str, str]:
    """Two duties with one median."""
    coach, report = [4, 4, 4], [4, 4, 5]
    found = analyse(list(zip(coach, report, strict=True)), ["staff", "leadership"], [None, None])
    return {
        "coach": f"{mean_influence(coach):.2f}",
        "report": f"{mean_influence(report):.2f}",
        "first": (_("Coach"), _("Report"))[found.ranking[0]],
    }


@works("consensus")
def alike() -> Mapping[str, str]:
    """Ratings a point from their mean, at both ends, and all the same."""
    return {
        "apart": f"{consensus([5, 5, 3, 3]):.2f}",
        "split": f"{consensus([1, 1, 5, 5]):g}",
        "alike": f"{consensus([4, 4, 4]):g}",
    }


@works("agenda")
def agenda() -> Mapping[str, str]:
    """Two duties, of which the less influential is the more disputed."""
    rated = list(zip([5, 5, 3, 3], [1, 1, 5, 5], strict=True))
    found = analyse(rated, ["resources", "teaching"], [None, None])
    backups, clubs = found.duties
    return {
        "backups": f"{backups.split:.2f}",
        "clubs": f"{clubs.split:.2f}",
        "first": (_("Backups"), _("Clubs"))[found.agenda[0]],
    }


@works("kendalls-w")
def agreement() -> Mapping[str, str]:
    """Three people over three duties, and one who left one out."""
    found = kendalls_w([[5, 3, 1], [5, 4, 2], [4, 5, 1], [5, None, 1]])
    return {"w": f"{found.w:.2f}", "left_out": str(found.left_out)}


@works("shares")
def of_area() -> Mapping[str, str]:
    """Two areas with three duties."""
    found = shares(["resources", "resources", "staff"], [3, 2, 5], [60, 30, 30])[0]
    return {
        "influence": f"{found.influence:.0%}",
        "time": f"{found.time:.0%}",
        "gap": f"{found.gap:+.0f}",
    }


@works("quadrants")
def suggestions() -> Mapping[str, str]:
    """Four duties, one in each quadrant."""
    minutes = (60, 10, 50, 20)
    mean = sum(minutes) / len(minutes)
    found = [
        quadrant(median, spent, mean) for median, spent in zip((5, 4.5, 2, 3), minutes, strict=True)
    ]
    return {"suggestions": ", ".join(str(QUADRANTS[one]) for one in found if one)}


@works("balance")
def balance() -> Mapping[str, str]:
    """Two hours for three duties."""

    def shared(floors: list[int] | None = None, ceilings: list[int] | None = None) -> str:
        return listed(
            [str(one) for one in fit_to_capacity([5, 3, 1], 120, floors, ceilings).minutes]
        )

    return {
        "plain": shared(),
        "ceiling": shared(ceilings=[60, 120, 120]),
        "floor": shared(floors=[0, 0, 15]),
    }


@works("groups")
def groups() -> Mapping[str, str]:
    """Eight people at three positions."""
    names = {"headteacher": "{headteacher}", "smt": "{smt}", "teacher": _("teachers")}
    shown = groups_to_show({"headteacher": 1, "smt": 3, "teacher": 4}, 8)
    return {"shown": listed([names[one] for one in shown])}
