from reports.demo import story
from summitcomms.lib import clock


def test_the_agenda_has_the_twelve_meetings_of_the_president_within_the_summit() -> None:
    days = [clock.campaign_day(starts_at, clock.WIB) for _, starts_at in story.MEETINGS]

    assert len({name for name, _ in story.MEETINGS}) == 12
    assert days == sorted(days)
    assert (days[0], days[-1]) == (story.JAKARTA.first_day, story.JAKARTA.last_day)


def test_the_day_of_the_load_is_a_week_before_the_summit() -> None:
    assert (story.JAKARTA.first_day - story.TODAY).days == 7


def test_both_windows_are_equally_long_and_hold_their_summit() -> None:
    for summit in (story.LABUAN_BAJO, story.JAKARTA):
        assert (summit.ends_at - summit.starts_at).days == 35
        assert summit.starts_at.date() < summit.first_day <= summit.last_day < summit.ends_at.date()
