"""Addresses of awards."""

from django.urls import URLPattern, path

from awards.views import rounds, standings

app_name = "awards"
urlpatterns: list[URLPattern] = [
    path("peringkat/", standings.standing_list, name="standing-list"),
    path("rounds/", rounds.round_list, name="round-list"),
    path("rounds/new/", rounds.round_create, name="round-create"),
    path("rounds/<uuid:round_id>/", rounds.round_detail, name="round-detail"),
    path("rounds/<uuid:round_id>/open/", rounds.round_open, name="round-open"),
    path("rounds/<uuid:round_id>/freeze/", rounds.round_freeze, name="round-freeze"),
    path("rounds/<uuid:round_id>/publish/", rounds.round_publish, name="round-publish"),
    path("rounds/<uuid:round_id>/award/", rounds.round_award, name="round-award"),
    path("rounds/<uuid:round_id>/supersede/", rounds.round_supersede, name="round-supersede"),
]
