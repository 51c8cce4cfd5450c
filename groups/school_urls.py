"""Addresses of a school about its groups."""

from django.urls import path

from .views import of_school

app_name = "school_groups"

urlpatterns = [
    path("groups/", of_school.index, name="index"),
    path("groups/<slug:affiliation>/", of_school.group, name="group"),
    path("groups/<slug:affiliation>/accept/", of_school.accept, name="accept"),
    path("groups/<slug:affiliation>/leave/", of_school.leave, name="leave"),
    path("groups/<slug:affiliation>/renew/", of_school.renew, name="renew"),
]
