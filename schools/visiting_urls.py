"""Addresses of looking round the sample school with one's own account."""

from django.urls import URLPattern, path

from .views import visiting

app_name = "visiting"

urlpatterns: list[URLPattern] = [
    path("", visiting.choose, name="choose"),
    path("<int:pk>/", visiting.begin, name="begin"),
]
