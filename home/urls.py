"""The public pages and the way in."""

from django.urls import path

from . import guide_views, views

app_name = "home"

urlpatterns = [
    path("", views.welcome, name="welcome"),
    path("start/", views.start, name="start"),
    path("guide/", guide_views.index, name="guide"),
]
