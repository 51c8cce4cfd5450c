"""No refusal without words: a page stands where Django would send none, or would break."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

LAST = 2**63 - 1  # no row has a higher number, and no database takes one


class InOurWords:
    """Puts a page into a 405, which says that an address is not opened in this way. Finds nothing under a number that
    no row can have.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 405 or response.content or request.method == "HEAD":
            return response
        page = render(request, "errors/405.html", status=405)
        page["Allow"] = response["Allow"]
        return page

    def process_view(
        self, request: HttpRequest, view: Any, arguments: Any, named: dict[str, Any]
    ) -> None:
        """Look at the numbers in the address.

        Raises:
            Http404: one is too high.
        """
        if any(isinstance(one, int) and one > LAST for one in named.values()):
            raise Http404
