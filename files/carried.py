"""Kept files are carried as they are."""

from schools.carrying import carry

from .models import Upload

carry(Upload, stored="file")
