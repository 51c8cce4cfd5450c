"""The front page, the public guide and the pages for when something went wrong."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "home"
