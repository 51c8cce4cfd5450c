"""Addresses of schools, below a school."""

from django.urls import URLPattern, URLResolver, path

from .views import activity, calendar, people, settings, setup, turn, vision, years

app_name = "schools"

urlpatterns: list[URLPattern | URLResolver] = [
    path("calendar/", calendar.calendar, name="calendar"),
    path("vision/", vision.vision, name="vision"),
    path("vision/write/", vision.write, name="vision_write"),
    path("vision/time/", vision.time_set_aside, name="vision_time"),
    path("vision/suggest/", vision.suggest, name="vision_suggest"),
    path("vision/suggestions/<int:suggestion>/", vision.answer, name="vision_answer"),
    path("vision/versions/<int:number>/", vision.version, name="vision_version"),
    path("settings/", settings.overview, name="settings"),
    path("settings/details/", settings.details, name="settings_details"),
    path("settings/signing-in/", settings.signing_in, name="settings_signing_in"),
    path("settings/words/", settings.words, name="settings_words"),
    path("settings/subjects/", settings.subjects, name="settings_subjects"),
    path("settings/subjects/<int:subject>/", settings.subject, name="settings_subject"),
    path("settings/subjects/<int:subject>/move/", settings.move, name="settings_subject_move"),
    path(
        "settings/subjects/<int:subject>/remove/", settings.remove, name="settings_subject_remove"
    ),
    path("settings/years/", years.years, name="years"),
    path("settings/years/add/", years.add, name="year_add"),
    path("settings/years/<int:starts_in>/", years.change, name="year_change"),
    path("set-up/", setup.setup, name="setup"),
    path("set-up/finish/", setup.finish, name="setup_finish"),
    path("year/", turn.turn, name="turn"),
    path("people/", people.people, name="people"),
    path("people/add/", people.add, name="people_add"),
    path("people/paste/", people.paste, name="people_paste"),
    path("people/invite/", people.invite_all, name="people_invite"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/invite/", people.invite, name="person_invite"),
    path("people/<int:pk>/leave/", people.leave, name="person_leave"),
    path("people/<int:pk>/sign-out/", people.sign_out, name="person_sign_out"),
    path("people/<int:pk>/erase/", people.erase, name="person_erase"),
    path("people/<int:pk>/come-back/", people.come_back, name="person_come_back"),
    path("people/<int:pk>/deputy/", people.deputy, name="person_deputy"),
    path("activity/", activity.activity, name="activity"),
]
