"""The public pages and the way in."""

from django.urls import path

from . import guide_views, views

app_name = "home"

urlpatterns = [
    path("", views.welcome, name="welcome"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    path("start/", views.start, name="start"),
    path("guide/", guide_views.index, name="guide"),
]
