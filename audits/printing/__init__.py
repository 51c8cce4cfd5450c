"""What the audits can print; importing this puts it into the register of documents."""

from documents.register import register

# Entitlement
from .entitlement import EntitlementSource

# Registers
from .registers import RegistersSource

# Self-review
from .selfreview import SelfReviewSource

# Training needs
from .training import TrainingSource

register(EntitlementSource())
register(TrainingSource())
register(SelfReviewSource())
register(RegistersSource())
