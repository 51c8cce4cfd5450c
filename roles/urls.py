"""Addresses of roles, below a school."""

from django.urls import URLPattern, URLResolver, path

from .views import duties, matrix

app_name = "roles"

duty_patterns: list[URLPattern | URLResolver] = [
    path("roles/duties/", duties.duties, name="duties"),
    path("roles/duties/adopt/", duties.adopt, name="adopt"),
    path("roles/duties/add/", duties.add, name="duty_add"),
    path("roles/duties/updates/", duties.updates, name="updates"),
    path("roles/duties/order/<slug:group>/", duties.order, name="duty_order"),
    path("roles/duties/<int:pk>/", duties.duty, name="duty"),
    path("roles/duties/<int:pk>/retire/", duties.retire, name="duty_retire"),
    path("roles/duties/<int:pk>/bring-back/", duties.bring_back, name="duty_bring_back"),
    path("roles/duties/<int:pk>/delete/", duties.delete, name="duty_delete"),
]

matrix_patterns: list[URLPattern | URLResolver] = [
    path("roles/matrix/", matrix.matrix, name="matrix"),
]

urlpatterns: list[URLPattern | URLResolver] = [*duty_patterns, *matrix_patterns]
