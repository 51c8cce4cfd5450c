"""The public pages and the way in."""

from django.urls import path

from . import views

app_name = "home"

urlpatterns = [
    path("", views.welcome, name="welcome"),
    path("start/", views.start, name="start"),
]
