"""Addresses of everything printable, below a school."""

from django.urls import path

from . import views

app_name = "documents"

urlpatterns = [
    path("print/", views.index, name="index"),
    path("print/progress/", views.show_progress, name="progress"),
    path("print/<slug:name>.pdf", views.as_pdf, name="pdf"),
    path("print/<slug:name>.docx", views.as_word, name="word"),
]
