"""Addresses of roles, below a school."""

from django.urls import URLPattern, URLResolver

app_name = "roles"

urlpatterns: list[URLPattern | URLResolver] = []
