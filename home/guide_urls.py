"""The public guide."""

from django.urls import path

from . import guide_views

app_name = "guide"

urlpatterns = [
    path("", guide_views.index, name="index"),
    path("example-role-description.pdf", guide_views.example_pdf, name="example_pdf"),
    path("example-role-description.docx", guide_views.example_docx, name="example_docx"),
    path("rating-form.pdf", guide_views.rating_form, name="rating_form"),
    path("<slug:slug>/", guide_views.page, name="page"),
]
