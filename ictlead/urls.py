"""Every address. What belongs to a school lives below `/s/<its slug>/`."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from board.views.telling import unsubscribe
from schools.views.calendar import feed

from .beginning import part

school_patterns: list[URLPattern | URLResolver] = [
    # First, for it is asked for most.
    part("home.school_urls"),
    part("schools.urls"),
    part("groups.school_urls"),
    part("devplan.urls"),
    part("priorities.urls"),
    part("audits.urls"),
    part("roles.urls"),
    part("board.urls"),
    part("files.urls"),
    part("documents.urls"),
    part("finding.urls"),
    part("takeaway.urls"),
    part("handbook.urls"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("home.urls")),
    path("", include("takeaway.start_urls")),
    path("guide/", include("home.guide_urls")),
    path("help/", include("handbook.public_urls")),
    path("account/", include("allauth.urls")),
    path("account/", include("schools.account_urls")),
    path("", include("operations.urls")),
    path("calendar/<str:key>.ics", feed, name="calendar_feed"),
    path("no-more/<str:token>/", unsubscribe, name="unsubscribe"),
    path("look-round/", include("schools.visiting_urls")),
    path("s/<slug:school>/", include(school_patterns)),
    path("g/<slug:group>/", include("groups.urls")),
]

if settings.SAMPLE_SIGN_IN:
    urlpatterns.append(path("sample/", include("schools.sample_urls")))
    urlpatterns.append(path("sample/group/", include("groups.sample_urls")))

handler403 = "home.views.forbidden"
handler404 = "home.views.not_found"
handler500 = "home.views.server_error"
handler400 = "home.views.bad_request"
