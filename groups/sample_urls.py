"""The address that signs in as somebody of the sample group."""

from django.urls import path

from .views import sample

app_name = "sample_groups"

urlpatterns = [path("<int:pk>/", sample.sign_in, name="sign_in")]
