"""Addresses of everything printable, below a school."""

from django.urls import URLPattern

app_name = "documents"

urlpatterns: list[URLPattern] = []
