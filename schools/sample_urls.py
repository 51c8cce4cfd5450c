"""Addresses of the sample school: signing in as one of its people."""

from django.urls import URLPattern, path

from .views import accounts

app_name = "sample"

urlpatterns: list[URLPattern] = [
    path("", accounts.sample, name="people"),
    path("<int:pk>/", accounts.sample_sign_in, name="sign_in"),
]
