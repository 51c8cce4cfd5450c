"""Addresses of the development plan, below a school."""

from django.urls import URLPattern

app_name = "devplan"

urlpatterns: list[URLPattern] = []
