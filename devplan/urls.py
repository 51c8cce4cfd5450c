"""Addresses of the development plan, below a school."""

from django.urls import URLPattern, path

from .views import checks, money, updates

app_name = "devplan"

urlpatterns: list[URLPattern] = [
    path("plans/<int:plan>/checks/", checks.checks, name="checks"),
    path("plans/<int:plan>/checks/set-aside/", checks.set_aside, name="set_aside"),
    path("plans/<int:plan>/checks/<int:finding>/back/", checks.bring_back, name="bring_back"),
    path("plans/<int:plan>/money/", money.money, name="money"),
    path("plans/<int:plan>/updates/", updates.updates, name="updates"),
    path("plans/<int:plan>/updates/<int:action>/", updates.update, name="update"),
    path(
        "plans/<int:plan>/updates/<int:action>/criteria/<int:criterion>/",
        updates.judge,
        name="judge",
    ),
]
