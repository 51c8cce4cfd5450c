"""Addresses of the sample school: signing in as one of its people."""

from django.urls import URLPattern

app_name = "sample"

urlpatterns: list[URLPattern] = []
