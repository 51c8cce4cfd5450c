"""Addresses of accounts beside allauth’s: invitations, single sign-on, starting a school, one’s own data, sessions."""

from django.urls import URLPattern, path

from .views import accounts, own_data, signed_in, single_sign_on

app_name = "accounts"

urlpatterns: list[URLPattern] = [
    path("school/", accounts.start_school, name="start_school"),
    path("school/find/", accounts.find_school, name="find_school"),
    path("invitation/<str:token>/", accounts.invitation, name="invitation"),
    path("single-sign-on/", single_sign_on.leave, name="single_sign_on"),
    path("single-sign-on/back/", single_sign_on.back, name="single_sign_on_back"),
    path("your-data/", own_data.shown, name="own_data"),
    path("your-data/download/", own_data.download, name="own_data_download"),
    path("signed-in/", signed_in.shown, name="signed_in"),
    path("signed-in/end/", signed_in.end, name="signed_in_end"),
    path("typed/", signed_in.typed_before, name="typed"),
    path("first/<str:token>/", accounts.first, name="first"),
]
