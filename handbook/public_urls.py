"""The help for everybody, outside of all schools."""

from django.urls import URLPattern, path

from . import views

app_name = "help"

urlpatterns: list[URLPattern] = [
    path("", views.index, name="index"),
    path("definitions/", views.all_definitions, name="definitions"),
    path("definitions/<slug:key>/", views.definition, name="definition"),
    path("<slug:slug>/", views.topic, name="topic"),
]
