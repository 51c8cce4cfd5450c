"""The audits: where the school is now. One module a part."""

# Entitlement
from .entitlement import Answer, EntitlementGap, Judgement, Kind, Signature, Statement

# Registers
from .purchases import Purchase, PurchaseState, Quote
from .register_imports import RegisterImport
from .registers import (
    PROTECTIVE,
    EntryDocument,
    Maintenance,
    Period,
    RegisterEntry,
    RegisterKind,
    Renewal,
)

# Self-review
from .selfreview import AgreedLevel, OwnStrand, SelfReview, SelfReviewJudge, StrandJudgement

# Training needs
from .training import (
    How,
    Skill,
    SkillsAnswer,
    SkillsAsked,
    SkillsAudit,
    SkillsQuestion,
    TrainingAfter,
    TrainingOffer,
    TrainingPlace,
)

__all__ = [
    "PROTECTIVE",
    "AgreedLevel",
    "Answer",
    "EntitlementGap",
    "EntryDocument",
    "How",
    "Judgement",
    "Kind",
    "Maintenance",
    "OwnStrand",
    "Period",
    "Purchase",
    "PurchaseState",
    "Quote",
    "RegisterEntry",
    "RegisterImport",
    "RegisterKind",
    "Renewal",
    "SelfReview",
    "SelfReviewJudge",
    "Signature",
    "Skill",
    "SkillsAnswer",
    "SkillsAsked",
    "SkillsAudit",
    "SkillsQuestion",
    "Statement",
    "StrandJudgement",
    "TrainingAfter",
    "TrainingOffer",
    "TrainingPlace",
]
