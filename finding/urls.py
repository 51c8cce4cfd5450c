"""Addresses of finding."""

from django.urls import URLPattern, path

from . import views

app_name = "finding"

urlpatterns: list[URLPattern] = [
    path("find/", views.find, name="find"),
    path("find/now/", views.now, name="now"),
    path("find/places/", views.places, name="places"),
]
