"""Addresses of awards."""

from django.urls import URLPattern, path, register_converter
from django.urls.converters import StringConverter

from awards.views import (
    documents,
    judging,
    jury,
    nominations,
    recipes,
    results,
    rounds,
    sensitivity,
    setup,
    standings,
    tones,
)

app_name = "awards"


class Code(StringConverter):
    """A code of a post or an agency; the database could not even be asked for one with a zero byte."""

    regex = r"[^/\0]+"


class Head(StringConverter):
    """The head of a sealed ranking."""

    regex = "[0-9A-Fa-f]{64}"


register_converter(Code, "code")
register_converter(Head, "head")
urlpatterns: list[URLPattern] = [
    path("peringkat/", standings.standing_list, name="standing-list"),
    path("peringkat/bukti/<uuid:round_id>.zip", results.result_bundle, name="result-bundle"),
    path("verifikasi/hasil/<head:head>/", results.result_check, name="result-check"),
    path("rounds/", rounds.round_list, name="round-list"),
    path("rounds/new/", rounds.round_create, name="round-create"),
    path("rounds/<uuid:round_id>/", rounds.round_detail, name="round-detail"),
    path("recipes/", recipes.recipe_list, name="recipe-list"),
    path("recipes/<slug:code>/<int:version>/", recipes.recipe_detail, name="recipe-detail"),
    path("recipes/<slug:code>/<int:version>/new/", recipes.recipe_create, name="recipe-create"),
    path("rounds/<uuid:round_id>/categories/", setup.category_list, name="category-list"),
    path("rounds/<uuid:round_id>/categories/add/", setup.category_add, name="category-add"),
    path("rounds/<uuid:round_id>/categories/<slug:code>/", setup.category_change, name="category-change"),
    path(
        "rounds/<uuid:round_id>/categories/<slug:code>/remove/",
        setup.category_remove,
        name="category-remove",
    ),
    path("rounds/<uuid:round_id>/exclusions/", setup.exclusion_list, name="exclusion-list"),
    path(
        "rounds/<uuid:round_id>/exclusions/<code:code>/readmit/",
        setup.exclusion_remove,
        name="exclusion-remove",
    ),
    path("rounds/<uuid:round_id>/sensitivity/", sensitivity.round_sensitivity, name="round-sensitivity"),
    path("rounds/<uuid:round_id>/open/", rounds.round_open, name="round-open"),
    path("rounds/<uuid:round_id>/freeze/", rounds.round_freeze, name="round-freeze"),
    path("rounds/<uuid:round_id>/publish/", rounds.round_publish, name="round-publish"),
    path("rounds/<uuid:round_id>/award/", rounds.round_award, name="round-award"),
    path("rounds/<uuid:round_id>/minutes/", documents.minutes_make, name="minutes-make"),
    path("rounds/<uuid:round_id>/minutes.pdf", documents.minutes_file, name="minutes-file"),
    path("rounds/<uuid:round_id>/certificates/", documents.certificates_draw, name="certificates-draw"),
    path("rounds/<uuid:round_id>/certificates.zip", documents.certificates_file, name="certificates-file"),
    path("rounds/<uuid:round_id>/jury/", judging.round_jury, name="round-jury"),
    path("rounds/<uuid:round_id>/jury/<uuid:juror_id>/dismiss/", judging.juror_dismiss, name="juror-dismiss"),
    path("rounds/<uuid:round_id>/jury/close/", judging.round_judged, name="round-judged"),
    path("jury/", jury.jury_list, name="jury-list"),
    path("jury/<uuid:round_id>/", jury.jury_detail, name="jury-detail"),
    path("jury/<uuid:round_id>/<slug:category>/<code:agency>/", jury.jury_score, name="jury-score"),
    path(
        "jury/<uuid:round_id>/<slug:category>/<code:agency>/conflict/",
        jury.jury_conflict,
        name="jury-conflict",
    ),
    path("tone/", tones.tone_import, name="tone-import"),
    path("nominations/", nominations.nomination_list, name="nomination-list"),
    path("posts/<code:code>/nominate/", nominations.nomination_create, name="nomination-create"),
    path("rounds/<uuid:round_id>/supersede/", rounds.round_supersede, name="round-supersede"),
]
