"""Addresses of the pages that join the apps."""

from django.urls import path

from reports.views import agencies, control_room, coverage, front, home, jobs, methodology, style

app_name = "reports"
urlpatterns = [
    path("", front.front, name="front"),
    path("home/", home.home, name="home"),
    path("control-room/", control_room.control_room, name="control-room"),
    path("coverage/", coverage.coverage_page, name="coverage"),
    path("coverage/daftar.xlsx", coverage.coverage_export, name="coverage-export"),
    path("instansi/<slug:slug>/", agencies.agency_detail, name="agency-detail"),
    path("metodologi/", methodology.methodology, name="methodology"),
    path("metodologi/bukti/<uuid:round_id>/", methodology.ranking_proof, name="ranking-proof"),
    path("jobs/<uuid:public_id>/", jobs.job_detail, name="job-detail"),
    path("gaya/", style.style_guide, name="style-guide"),
]
