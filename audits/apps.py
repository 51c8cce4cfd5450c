"""The audits: where the school is now, and what is missing."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditsConfig(AppConfig):
    """Where we are, a step of the cycle."""

    name = "audits"

    def ready(self) -> None:
        from schools.navigation import Station, add_station

        from .queries.standing import standing

        pages = ("audits:",)
        add_station(Station(20, _("Where we are"), "audits:index", pages, "audits.enter", standing))
        self._entitlement()
        self._training()
        self._registers()
        self._selfreview()
        from schools import turning as years_turn

        from . import turning

        years_turn.register(30, turning.steps)

    def _entitlement(self) -> None:
        """Entitlement: its part of the page, what it asks of people, its gaps, what keeps it."""
        from board import askable
        from notices import due
        from schools import keeping, leaving

        from . import gaps, parts
        from .asking import CELL, ENTRY, OFFER, SELFREVIEW
        from .due import entitlement_needs
        from .leaving import answers_for, let_go
        from .queries.entitlement_gaps import SOURCE
        from .queries.keeping import kept_by_key_stage
        from .queries.standing import entitlement_known

        for kind in (CELL, OFFER, SELFREVIEW, ENTRY):
            askable.register(kind)
        parts.add_part(
            parts.Part(
                10,
                _("Pupils’ entitlement"),
                _(
                    "What every pupil is to get, key stage by key stage, and who has signed that they do."
                ),
                "audits.read_entitlement",
                entitlement_known,
            )
        )
        due.register(entitlement_needs)
        gaps.register(SOURCE)
        keeping.register(kept_by_key_stage)
        leaving.register(answers_for, let_go)

    def _training(self) -> None:
        """Training needs: its part of the page, what it asks of people, reminders, days, what is left."""
        from notices import due, reminders
        from schools import dates, leaving

        from . import gaps, parts
        from .dates import training_days
        from .due_skills import training_needs
        from .leaving_training import asks, gives, let_go
        from .queries.need_gaps import SOURCE
        from .queries.standing_training import training_known
        from .reminders import send

        parts.add_part(
            parts.Part(
                20,
                _("Training needs"),
                _("What staff can do, would like to learn, and could show each other."),
                "audits.see_training",
                training_known,
            )
        )
        due.register(training_needs)
        gaps.register(SOURCE)
        reminders.register(send)
        dates.register(training_days)
        leaving.register(gives, let_go, asks=asks)

    def _selfreview(self) -> None:
        """Self-review: its part of the page, what it asks of people, its next steps, reminders, days."""
        from notices import due, reminders
        from schools import dates, leaving

        from . import gaps, parts
        from .dates_selfreview import selfreview_days
        from .due_selfreview import selfreview_needs
        from .leaving_selfreview import asks, judges, let_go
        from .letters_selfreview import send_reminders
        from .queries.selfreview_gaps import SOURCE
        from .queries.standing_selfreview import selfreview_known

        parts.add_part(
            parts.Part(
                30,
                _("Self-review"),
                _(
                    "Strand by strand, on five levels: judged by several people, each alone, then agreed."
                ),
                "audits.list_selfreviews",
                selfreview_known,
            )
        )
        due.register(selfreview_needs)
        gaps.register(SOURCE)
        reminders.register(send_reminders)
        dates.register(selfreview_days)
        leaving.register(judges, let_go, asks=asks)

    # Registers

    def _registers(self) -> None:
        """The registers: their part, what falls due, reminders, days, red lines, gaps, what is left."""
        from notices import due, reminders
        from schools import alarms, dates, leaving

        from . import gaps, parts
        from .alarms_registers import protection_run_out, protection_runs_out
        from .dates_registers import register_days
        from .due_purchases import purchases_need
        from .due_registers import registers_need
        from .leaving_registers import answers_for_entries, asks, let_go
        from .queries.register_gaps import SOURCE
        from .queries.standing_registers import registers_known
        from .reminders_registers import send

        parts.add_part(
            parts.Part(
                40,
                _("Registers"),
                _("What the school has and pays for, until when, and what five years will cost."),
                "audits.see_totals",
                registers_known,
            )
        )
        due.register(registers_need)
        due.register(purchases_need)
        reminders.register(send)
        dates.register(register_days)
        alarms.register(protection_runs_out, protection_run_out)
        gaps.register(SOURCE)
        leaving.register(answers_for_entries, let_go, asks=asks)
