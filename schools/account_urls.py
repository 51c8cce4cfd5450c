"""Addresses of accounts beside allauth's: accepting an invitation."""

from django.urls import URLPattern

app_name = "accounts"

urlpatterns: list[URLPattern] = []
