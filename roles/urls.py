"""Addresses of roles, below a school."""

from django.urls import URLPattern, URLResolver, include, path

from .views import descriptions, duties, matrix, roles, signing, writing

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

role_patterns: list[URLPattern | URLResolver] = [
    path("roles/", roles.index, name="index"),
    path("roles/add/", roles.add, name="add"),
    path("roles/add/<slug:set_key>/<slug:role_key>/", roles.add_from, name="add_from"),
    path("roles/order/", roles.order, name="order"),
    path("roles/agree-together/", signing.agree_together, name="agree_together"),
    path("roles/turn/", descriptions.turn, name="turn"),
    path("roles/<int:role>/", descriptions.role, name="role"),
    path("roles/<int:role>/change/", roles.change, name="change"),
    path("roles/<int:role>/end/", roles.end, name="end"),
    path("roles/<int:role>/move/", roles.move, name="move"),
    path("roles/<int:role>/start/", descriptions.start, name="start"),
    path("roles/<int:role>/compare/", descriptions.compare, name="compare"),
]

version_patterns: list[URLPattern | URLResolver] = [
    path("", descriptions.version, name="version"),
    path("edit/", writing.edit, name="edit"),
    path("propose/", descriptions.propose, name="propose"),
    path("send-back/", descriptions.send_back, name="send_back"),
    path("withdraw/", descriptions.withdraw, name="withdraw"),
    path("line-manager/", descriptions.line_manager, name="line_manager"),
    path("comment/", descriptions.comment, name="comment"),
    path("agree/", signing.agree, name="agree"),
    path("paper/", signing.paper, name="paper"),
    path("scan/<int:signature>/", signing.scan, name="scan"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    *duty_patterns,
    *matrix_patterns,
    *role_patterns,
    path("roles/<int:role>/versions/<int:number>/", include(version_patterns)),
]
