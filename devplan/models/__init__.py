"""The development plan: strands, objectives, actions, money, and what shows that it worked."""

from .bringing import PlanImport
from .discussing import AgendaItem, Cadence, Direction, Discussion, Outcome, Series
from .doing import Action, Cost, CostKind, ProgressUpdate, Rag, Spending, Status
from .plan import (
    Criterion,
    Finding,
    Indicator,
    Objective,
    Plan,
    PlanSignature,
    PlanVersion,
    State,
    Strand,
    StrandKind,
    Target,
)
from .rounds import RoundReminder, UpdateRound
from .showing import Measurement, Monitoring

__all__ = [
    "Action",
    "AgendaItem",
    "Cadence",
    "Cost",
    "CostKind",
    "Criterion",
    "Direction",
    "Discussion",
    "Finding",
    "Indicator",
    "Measurement",
    "Monitoring",
    "Objective",
    "Outcome",
    "Plan",
    "PlanImport",
    "PlanSignature",
    "PlanVersion",
    "ProgressUpdate",
    "Rag",
    "RoundReminder",
    "Series",
    "Spending",
    "State",
    "Status",
    "Strand",
    "StrandKind",
    "Target",
    "UpdateRound",
]
