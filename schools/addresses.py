"""Addresses that are asked for again and again are worked out once: Django tries patterns for each anew."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from django.templatetags.static import static
from django.urls import get_script_prefix, get_urlconf, reverse

# About as many as the pages of some large schools name; the least lately used goes first.
MOST = 20_000


def address(name: str, *args: str | int) -> str:
    """The address of that name, as `reverse` gives it.

    Raises:
        NoReverseMatch: there is none; that is not remembered.
    """
    urls = get_urlconf() or settings.ROOT_URLCONF
    return _worked_out(name, urls, get_script_prefix(), *args)


@lru_cache(maxsize=MOST, typed=True)
def _worked_out(name: str, urls: str, prefix: str, *args: str | int) -> str:
    return reverse(name, urlconf=urls, args=args)


def of_file(path: str) -> str:
    """The address of a static file, which is the same until the next release."""
    return _of_file(path, str(settings.STATIC_URL), repr(settings.STORAGES["staticfiles"]))


@lru_cache(maxsize=1000)
def _of_file(path: str, _below: str, _kept_by: str) -> str:
    return str(static(path))
