"""Addresses of taking a school along, below the school."""

from django.urls import URLPattern, URLResolver, path

from . import views

app_name = "takeaway"

urlpatterns: list[URLPattern | URLResolver] = [
    path("settings/export/", views.take, name="take"),
    path("settings/export/progress/", views.show_progress, name="progress"),
    path("settings/export/file/", views.download, name="download"),
]
