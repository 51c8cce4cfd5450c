"""Addresses of accounts beside allauth's: invitations, single sign-on, starting a school, one’s own data."""

from django.urls import URLPattern, path

from .views import accounts, own_data, single_sign_on

app_name = "accounts"

urlpatterns: list[URLPattern] = [
    path("school/", accounts.start_school, name="start_school"),
    path("school/find/", accounts.find_school, name="find_school"),
    path("invitation/<str:token>/", accounts.invitation, name="invitation"),
    path("single-sign-on/", single_sign_on.leave, name="single_sign_on"),
    path("single-sign-on/back/", single_sign_on.back, name="single_sign_on_back"),
    path("your-data/", own_data.shown, name="own_data"),
    path("your-data/download/", own_data.download, name="own_data_download"),
    path("first/<str:token>/", accounts.first, name="first"),
]
