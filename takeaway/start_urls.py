"""Addresses of bringing a school in, outside any school."""

from django.urls import path

from . import views

app_name = "bringing"

urlpatterns = [path("start/bring/", views.bring, name="bring")]
