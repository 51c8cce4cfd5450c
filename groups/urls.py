"""Addresses of a group, below `/g/<its slug>/`."""

from django.urls import path

from .views import library, overview, people, schools

app_name = "groups"

urlpatterns = [
    path("", overview.overview, name="overview"),
    path("schools.pdf", overview.as_pdf, name="pdf"),
    path("schools.xlsx", overview.as_workbook, name="workbook"),
    path("schools/", schools.schools, name="schools"),
    path("schools/invite/", schools.invite, name="invite"),
    path("schools/<int:pk>/end/", schools.end, name="end"),
    path("people/", people.people, name="people"),
    path("people/add/", people.add, name="person_add"),
    path("people/<int:pk>/", people.change, name="person_change"),
    path("people/<int:pk>/remove/", people.remove, name="person_remove"),
    path("library/", library.library, name="library"),
    path("library/bring/", library.bring, name="bring"),
    path("library.xlsx", library.as_workbook, name="library_workbook"),
    path("library/<int:pk>/", library.entry, name="entry"),
    path("library/<int:pk>/retire/", library.retire, name="entry_retire"),
    path("library/<slug:kind>/", library.kind, name="kind"),
    path("library/<slug:kind>/add/", library.add, name="entry_add"),
]
