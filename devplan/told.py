"""What is kept about a person in the development plans and the discussions about them."""

from django.utils.translation import gettext_lazy as _

from schools.tellable import tell

from .models import (
    Action,
    Discussion,
    Finding,
    Measurement,
    Monitoring,
    Outcome,
    Plan,
    PlanImport,
    PlanSignature,
    ProgressUpdate,
    RoundReminder,
    Series,
    Spending,
    UpdateRound,
)

tell(
    _("Plans that you wrote"),
    Plan,
    "written_by",
    title=_("Plan"),
    state=_("State"),
    created_at=_("Begun"),
)
tell(
    _("Your signatures under plans"),
    PlanSignature,
    "member",
    plan=_("Plan"),
    version__number=_("Version"),
    capacity=_("Signed as"),
    signed_at=_("When"),
)
tell(
    _("Findings that you set aside"),
    Finding,
    "member",
    plan=_("Plan"),
    reason=_("Reason"),
    set_aside_at=_("When"),
)
tell(
    _("Tables that you brought into a plan"),
    PlanImport,
    "member",
    plan=_("Plan"),
    upload=_("File"),
    started_at=_("Begun"),
    finished_at=_("Finished"),
)
tell(
    _("Actions that you lead or monitor"),
    Action,
    ("lead", "monitored_by"),
    objective__plan=_("Plan"),
    text=_("Action"),
    lead=_("Led by"),
    monitored_by=_("Monitored by"),
    starts_on=_("Start"),
    ends_on=_("Finish"),
    status=_("Status"),
)
tell(
    _("Actions that you support"),
    Action.supporters.through,
    "member",
    action__objective__plan=_("Plan"),
    action__text=_("Action"),
)
tell(
    _("Money spent that you recorded"),
    Spending,
    "recorded_by",
    spent_on=_("Day"),
    pence=_("Pence"),
    note=_("Note"),
)
tell(
    _("Your updates"),
    ProgressUpdate,
    "member",
    action__text=_("Action"),
    made_at=_("When"),
    status=_("Status"),
    rag=_("Stated colour"),
    text=_("What happened"),
    link=_("Link"),
    evidence=_("File"),
)
tell(
    _("Discussions that come round with you"),
    Series.people.through,
    "member",
    goes=_("that discussions come round with them"),
    series=_("Discussion"),
)
tell(
    _("Discussions at which you were present"),
    Discussion.present.through,
    "member",
    discussion__series=_("Discussion"),
    discussion__held_on=_("Day"),
)
tell(
    _("Discussions that you prepared, held or agreed"),
    Discussion,
    ("prepared_by", "held_by", "agreed_by"),
    series=_("Discussion"),
    held_on=_("Day"),
    prepared_by=_("Prepared by"),
    held_by=_("Held by"),
    agreed_by=_("Agreed by"),
)
tell(
    _("What discussions gave you to do"),
    Outcome,
    "lead",
    discussion__series=_("Discussion"),
    text=_("Outcome"),
    due_on=_("By"),
)
tell(
    _("Rounds of updates that you asked for"),
    UpdateRound,
    "asked_by",
    plan=_("Plan"),
    asked_at=_("Asked"),
    due_on=_("Due"),
)
tell(
    _("Reminders of updates to you"),
    RoundReminder,
    "member",
    goes=_("reminders to them"),
    round__plan=_("Plan"),
    sent_on=_("Sent"),
)
tell(
    _("Measurements that you recorded"),
    Measurement,
    "recorded_by",
    indicator__name=_("Indicator"),
    value=_("Measured"),
    measured_on=_("Day"),
    source=_("Source"),
)
tell(
    _("Monitoring that you do or recorded"),
    Monitoring,
    ("by", "recorded_by"),
    about=_("What is looked at"),
    by=_("By"),
    recorded_by=_("Recorded by"),
    planned_on=_("Planned for"),
    done_on=_("Done"),
    found=_("What was found"),
)
