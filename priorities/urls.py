"""Addresses of priority reviews, below a school."""

from django.urls import URLPattern

app_name = "priorities"

urlpatterns: list[URLPattern] = []
