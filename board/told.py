"""What is kept about a person on the noticeboard, in questions and of e-mails to them."""

from django.utils.translation import gettext_lazy as _

from schools.tellable import tell

from .models import Call, Digest, Note, NoteRead, Question, Reply, Telling

tell(
    _("Your notes on the noticeboard"),
    Note,
    "written_by",
    title=_("Title"),
    text=_("Note"),
    state=_("State"),
    written_at=_("Written"),
    shown_at=_("Shown"),
)
tell(
    _("Notes that you took off the noticeboard"),
    Note,
    "withdrawn_by",
    title=_("Title"),
    withdrawn_at=_("Taken off"),
)
tell(
    _("Notes that you read"),
    NoteRead,
    "member",
    goes=_("which notes they read"),
    note=_("Note"),
    read_at=_("Read"),
)
tell(_("Questions that you asked"), Question, "asked_by", text=_("Question"), asked_at=_("Asked"))
tell(_("Questions that you closed"), Question, "closed_by", closed_at=_("Closed"))
tell(_("Your answers"), Reply, "by", text=_("Answer"), at=_("When"))
tell(
    _("Questions that wait or waited for you"),
    Call,
    "member",
    goes=_("that a question waits for them"),
    question=_("Question"),
    why=_("Why you"),
    made_at=_("Since"),
    done_at=_("Done"),
)
tell(_("Whom you asked to answer"), Call, "by", question=_("Question"), made_at=_("When"))
tell(
    _("How often you are told by e-mail"),
    Telling,
    "member",
    goes=_("how often they are told by e-mail"),
    how=_("How often"),
)
tell(
    _("E-mails to you"),
    Digest,
    "member",
    goes=_("when an e-mail went to them"),
    day=_("Day"),
    lines=_("Lines in it"),
)
