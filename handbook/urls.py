"""The help within a school."""

from django.urls import URLPattern, path

from . import views

app_name = "handbook"

urlpatterns: list[URLPattern] = [
    path("help/", views.index_within, name="index"),
    path("help/definitions/", views.all_definitions_within, name="definitions"),
    path("help/definitions/<slug:key>/", views.definition_within, name="definition"),
    path("help/<slug:slug>/", views.topic_within, name="topic"),
]
