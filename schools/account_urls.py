"""Addresses of accounts beside allauth's: invitations, and starting a school."""

from django.urls import URLPattern, path

from .views import accounts

app_name = "accounts"

urlpatterns: list[URLPattern] = [
    path("school/", accounts.start_school, name="start_school"),
    path("invitation/<str:token>/", accounts.invitation, name="invitation"),
    path("first/<str:token>/", accounts.first, name="first"),
]
