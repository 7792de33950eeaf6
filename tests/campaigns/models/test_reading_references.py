"""Readings refer to posts and sources that are there: asked by triggers, once for each statement."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction

from campaigns.models import Campaign, Post, ReadingSource
from tests import builders
from tests.builders import NOW


@pytest.fixture
def post(campaign: Campaign) -> Post:
    return builders.post(campaign=campaign)


@pytest.fixture
def source(db: None) -> ReadingSource:
    return builders.source("mitra-a")


def insert(*keys: tuple[int, int]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO campaigns_metricreading (post_id, source_id, taken_at, revision, likes, batch,"
            " reason) VALUES (%s, %s, %s, 0, 1, %s, '')",
            [(post_id, source_id, NOW, uuid.uuid4()) for post_id, source_id in keys],
        )


def remove(row: Post | ReadingSource) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {row._meta.db_table} WHERE id = %s", [row.pk])  # noqa: S608 a table of ours


def test_a_reading_of_a_post_that_is_not_there_is_refused(post: Post, source: ReadingSource):
    with pytest.raises(IntegrityError, match="a post or a source that is not there"):
        insert((post.pk + 1, source.pk))


def test_a_reading_of_a_source_that_is_not_there_is_refused(post: Post, source: ReadingSource):
    with pytest.raises(IntegrityError, match="a post or a source that is not there"):
        insert((post.pk, source.pk + 1))


@pytest.mark.parametrize("which", [lambda post, source: post, lambda post, source: source])
def test_what_a_reading_names_stays(post: Post, source: ReadingSource, which: Callable[..., Post]):
    insert((post.pk, source.pk))

    with pytest.raises(IntegrityError, match="a reading names this row"):
        remove(which(post, source))


@pytest.mark.parametrize("which", [lambda post, source: post, lambda post, source: source])
def test_what_no_reading_names_may_go(post: Post, source: ReadingSource, which: Callable[..., Post]):
    gone = which(post, source)

    remove(gone)

    assert not type(gone).objects.filter(pk=gone.pk).exists()
