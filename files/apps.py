"""Uploads: checked, kept apart, served safely."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "files"
