"""A piece of work as a row: what is to be done, who holds it, how far it is, how it ended."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

SYSTEM = "sistem"


class JobState(models.TextChoices):
    QUEUED = "queued", _("Menunggu")
    RUNNING = "running", _("Sedang berjalan")
    DONE = "done", _("Selesai")
    FAILED = "failed", _("Gagal")
    NEEDS_OPERATOR = "needs_operator", _("Perlu operator")
    CANCELLED = "cancelled", _("Dibatalkan")


# Nothing more happens by itself to a job in one of these.
FINISHED = (JobState.DONE, JobState.FAILED, JobState.NEEDS_OPERATOR, JobState.CANCELLED)


class JobQuerySet(models.QuerySet["Job"]):
    def due(self, at: datetime) -> "JobQuerySet":
        """Queued jobs whose time has come, the longest waiting first."""
        return self.filter(state=JobState.QUEUED, due_at__lte=at).order_by("due_at", "pk")

    def abandoned(self, at: datetime) -> "JobQuerySet":
        """Running jobs whose lease nobody renewed: their worker is gone."""
        return self.filter(state=JobState.RUNNING, locked_until__lt=at)

    def visible_to(self, person_id: str, *, sees_all: bool) -> "JobQuerySet":
        """What a person may look at: their own jobs, or all of them if their role says so."""
        return self.all() if sees_all else self.filter(requested_by=person_id)

    def for_progress(self) -> "JobQuerySet":
        """What a progress bar needs; payload and trace, which may be long, stay in the database."""
        return self.defer("payload", "error_detail")


class Job(models.Model):
    """One piece of work, known to everyone by (kind, key); asking for it twice is asking once.

    `requested_by` is text on purpose: the public id of a person, the code of a partner, or "sistem".
    The process that holds `lease` may write the row; everybody else's conditional update finds no row.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("jenis"), max_length=80)
    key = models.CharField(_("kunci"), max_length=200)
    queue = models.CharField(_("antrean"), max_length=40)
    payload = models.JSONField(_("isi"), default=dict)
    state = models.CharField(_("keadaan"), max_length=20, choices=JobState, default=JobState.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("percobaan"), default=0)
    due_at = models.DateTimeField(_("jatuh tempo"))
    published_at = models.DateTimeField(_("diumumkan pada"), null=True, blank=True)
    lease = models.UUIDField(null=True, blank=True)
    locked_until = models.DateTimeField(_("dipegang sampai"), null=True, blank=True)
    progress_done = models.PositiveIntegerField(default=0)
    progress_total = models.PositiveIntegerField(null=True, blank=True)
    progress_note = models.CharField(_("kemajuan"), max_length=200, blank=True)
    result = models.JSONField(_("hasil"), null=True, blank=True)
    error = models.TextField(_("kesalahan"), blank=True)
    error_detail = models.TextField(_("rincian kesalahan"), blank=True)
    requested_by = models.CharField(_("diminta oleh"), max_length=80)
    requested_label = models.CharField(_("nama peminta"), max_length=200)
    created_at = models.DateTimeField(_("dibuat pada"), db_default=Now())
    started_at = models.DateTimeField(_("mulai pada"), null=True, blank=True)
    finished_at = models.DateTimeField(_("selesai pada"), null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("pekerjaan")
        verbose_name_plural = _("pekerjaan")
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="job_is_asked_for_once"),
            models.CheckConstraint(condition=Q(state__in=JobState.values), name="job_state_is_known"),
            models.CheckConstraint(
                condition=Q(state=JobState.RUNNING, lease__isnull=False, locked_until__isnull=False)
                | (~Q(state=JobState.RUNNING) & Q(lease__isnull=True, locked_until__isnull=True)),
                name="job_runs_exactly_while_leased",
            ),
            models.CheckConstraint(
                condition=Q(state__in=FINISHED, finished_at__isnull=False)
                | (~Q(state__in=FINISHED) & Q(finished_at__isnull=True)),
                name="job_has_an_end_exactly_when_finished",
            ),
            models.CheckConstraint(
                condition=Q(progress_total__isnull=True) | Q(progress_done__lte=F("progress_total")),
                name="job_progress_within_total",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state=JobState.QUEUED), name="job_queued"),
            models.Index(fields=["locked_until"], condition=Q(state=JobState.RUNNING), name="job_running"),
            models.Index(fields=["requested_by", "-created_at"], name="job_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    @property
    def is_finished(self) -> bool:
        return self.state in FINISHED

    @property
    def progress_percent(self) -> int | None:
        """0–100, or None while the size of the work is unknown; only a finished job shows 100."""
        if self.state == JobState.DONE:
            return 100
        if not self.progress_total:
            return None
        return min(99, self.progress_done * 100 // self.progress_total)


class Pulse(models.Model):
    """When something that must happen all the time happened last; one row per name."""

    name = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("denyut")
        verbose_name_plural = _("denyut")

    def __str__(self) -> str:
        return self.name
