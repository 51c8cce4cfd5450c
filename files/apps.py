"""Uploads: checked, kept apart, served safely."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Rids files of the name of a person who is erased."""

    name = "files"

    def ready(self) -> None:
        from schools import erasing

        from .erasing import foretell, rid

        erasing.register(foretell=foretell, erase=rid)
