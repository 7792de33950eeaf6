"""The work that a partner's calls have asked for."""

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from rest_framework import serializers

from agencies.api.pagination import newest_first
from agencies.api.permissions import ANY_SCOPE
from agencies.api.reads import Read, ReadList, ReadOne, Sparse
from agencies.api.schema import described
from summitcomms.jobs.models import Job, JobState


class JobSerializer(Sparse, serializers.ModelSerializer[Job]):
    """A piece of work: how far it is, and how it ended."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    result = serializers.JSONField(read_only=True, allow_null=True)

    class Meta:
        model = Job
        fields = (
            "id",
            "kind",
            "state",
            "progress_done",
            "progress_total",
            "result",
            "error",
            "created_at",
            "finished_at",
        )
        read_only_fields = fields


class JobFilter(filters.FilterSet):
    state = filters.ChoiceFilter(choices=JobState.choices)
    kind = filters.CharFilter(max_length=80)


class _Jobs(Read):
    scope = ANY_SCOPE
    queryset = Job.objects.none()
    serializer_class = JobSerializer

    def get_queryset(self) -> QuerySet[Job]:
        return Job.objects.visible_to(self.call.key.partner.actor_id, sees_all=False)


@described("jobs_list")
class JobList(_Jobs, ReadList):
    """Work that your calls have asked for, the newest first; any of your keys reads it."""

    filterset_class = JobFilter
    orderings = newest_first("created_at")


@described("jobs_read")
class JobDetail(_Jobs, ReadOne):
    """One piece of work by its id."""
