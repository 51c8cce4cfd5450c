"""The pages of a part of the product, of which only those are looked through that can begin as an address does."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.urls import Resolver404, URLPattern, URLResolver, include, path
from django.urls.resolvers import RoutePattern


class Beginning(URLResolver):
    """Like Django's own, but it looks at none of its addresses where the first word of what is asked is not theirs.

    A school has hundreds of addresses. Tried one after the other, the last took as long as making an empty page.
    """

    @cached_property
    def firsts(self) -> frozenset[str] | None:
        """With which words its addresses begin; None where one of them can begin with any."""
        firsts = {_first(one) for one in self.url_patterns}
        return None if None in firsts else frozenset(one for one in firsts if one is not None)

    def resolve(self, path: str) -> Any:
        if self.firsts is not None and path.partition("/")[0] not in self.firsts:
            raise Resolver404({"tried": [[self]], "path": path})
        return super().resolve(path)


def part(urls: str) -> URLResolver:
    """The pages of these addresses, as `path("", include(urls))` would have them."""
    made = path("", include(urls))
    return Beginning(
        made.pattern, made.urlconf_name, made.default_kwargs, made.app_name, made.namespace
    )


def _first(one: URLPattern | URLResolver) -> str | None:
    """The first word of an address; None where any could stand there."""
    first, more, _rest = str(one.pattern).partition("/")
    goes_on = not more and isinstance(one, URLResolver)
    known = isinstance(one.pattern, RoutePattern) and "<" not in first and not goes_on
    return first if known else None
