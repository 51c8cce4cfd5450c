"""The product's addresses, the yardstick (a signed-in empty view), and a way to change something."""

from django.apps import apps
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django_scopes import scope

from ictlead.urls import handler403, handler404, handler500, urlpatterns

__all__ = ["handler403", "handler404", "handler500", "urlpatterns"]


def empty(request: HttpRequest) -> HttpResponse:
    """All the middleware, the session and the user read; no template, no other query."""
    return HttpResponse(str(request.user.pk))


def changed(request: HttpRequest, slug: str, tables: str) -> HttpResponse:
    """Write to each of these tables of a school, as an action does, without changing what stands there."""
    school = apps.get_model("schools", "School").objects.get(slug=slug)
    with scope(school=school), transaction.atomic(), connection.cursor() as cursor:
        for table in tables.split("+"):
            known = {model._meta.db_table for model in apps.get_models()}
            assert table in known, table
            cursor.execute(f"UPDATE {table} SET id = id WHERE id = (SELECT min(id) FROM {table})")
    return HttpResponse("changed")


urlpatterns = [
    path("empty/", empty),
    path("changed/<slug:slug>/<str:tables>/", changed),
    *urlpatterns,
]
