"""Addresses of schools, below a school."""

from django.urls import URLPattern, URLResolver

app_name = "schools"

urlpatterns: list[URLPattern | URLResolver] = []
