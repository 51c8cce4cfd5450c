from django.apps import AppConfig


class OperationsConfig(AppConfig):
    """What whoever runs ICT Lead needs: health, logs, metrics, backups. It knows no school."""

    name = "operations"
