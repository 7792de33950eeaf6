"""Addresses of campaigns."""

from django.urls import URLPattern, path

from campaigns.views import (
    agenda,
    evidence,
    objections,
    paste,
    post_imports,
    post_list,
    posts,
    queue,
    readings,
    receipts,
    tallies,
    verify,
)

app_name = "campaigns"
urlpatterns: list[URLPattern] = [
    path("agenda/", agenda.agenda, name="agenda"),
    path("posts/", post_list.post_list, name="post-list"),
    path("posts/submit/", paste.post_submit, name="post-submit"),
    path("posts/import/", post_imports.post_import, name="post-import"),
    path("posts/import/template/", post_imports.post_import_template, name="post-import-template"),
    path("posts/import/<uuid:public_id>/refused/", post_imports.post_refused, name="post-refused"),
    path("posts/export/", post_list.post_export, name="post-export"),
    path("posts/queue/", queue.post_queue, name="post-queue"),
    path("posts/queue/next/", queue.post_next, name="post-next"),
    path("posts/queue/decide/", queue.post_bulk, name="post-bulk"),
    path("posts/queue/undo/", queue.post_bulk_undo, name="post-bulk-undo"),
    path("posts/<slug:code>/", posts.post_detail, name="post-detail"),
    path("posts/<slug:code>/edit/", posts.post_edit, name="post-edit"),
    path("posts/<slug:code>/evidence/", evidence.post_evidence, name="post-evidence"),
    path("posts/<slug:code>/evidence/<uuid:public_id>/", evidence.evidence_image, name="evidence-image"),
    path(
        "posts/<slug:code>/evidence/<uuid:public_id>/thumbnail/",
        evidence.evidence_thumbnail,
        name="evidence-thumbnail",
    ),
    path("posts/<slug:code>/withdraw/", posts.post_withdraw, name="post-withdraw"),
    path("posts/<slug:code>/verify/", verify.post_verify, name="post-verify"),
    path("posts/<slug:code>/confirm/", verify.post_confirm, name="post-confirm"),
    path("posts/<slug:code>/claim/", verify.post_claim, name="post-claim"),
    path("posts/<slug:code>/return/", verify.post_return, name="post-return"),
    path("posts/<slug:code>/reject/", verify.post_reject, name="post-reject"),
    path("posts/<slug:code>/undo/", verify.post_undo, name="post-undo"),
    path("posts/<slug:code>/release/", verify.post_release, name="post-release"),
    path("receipts/<slug:code>/", receipts.receipt_detail, name="receipt-detail"),
    path("posts/<slug:code>/appeal/", objections.post_appeal, name="post-appeal"),
    path("appeals/", objections.appeal_list, name="appeal-list"),
    path("appeals/<uuid:public_id>/", objections.appeal_detail, name="appeal-detail"),
    path("disputes/", objections.dispute_list, name="dispute-list"),
    path("disputes/<uuid:public_id>/", objections.dispute_detail, name="dispute-detail"),
    path("readings/import/", readings.reading_import, name="reading-import"),
    path("readings/import/<uuid:public_id>/refused/", readings.reading_refused, name="reading-refused"),
    path("tallies/run/", tallies.tally_run, name="tally-run"),
]
