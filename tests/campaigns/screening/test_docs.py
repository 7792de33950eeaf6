"""docs/screening.md says what the rules do, in numbers."""

import re
from datetime import timedelta
from pathlib import Path

from campaigns import likeness, screening
from campaigns.actions import evidence
from campaigns.models import Campaign
from campaigns.screening import Rule, Verdict

TEXT = (Path(__file__).resolve().parents[3] / "docs" / "screening.md").read_text(encoding="utf-8")
WORDS = " ".join(TEXT.split())


def test_the_page_lists_the_rules_in_their_order():
    listed = re.findall(r"^\| `(\w+)` \|(?:[^|]*\|){4}$", TEXT, re.MULTILINE)

    assert listed == [rule.value for rule in Rule]


def test_the_page_lists_every_weight_and_no_other():
    listed = re.findall(r"^\| `(\w+)` \| (\w+) \| (\d+) \|$", TEXT, re.MULTILINE)

    assert {(Rule(rule), Verdict(verdict)): int(adds) for rule, verdict, adds in listed} == screening.WEIGHTS
    assert len(listed) == len(screening.WEIGHTS)


def test_the_page_says_where_the_limits_are():
    minutes = timedelta(minutes=1)
    burst = f"{screening.BURST_POSTS} or more other posts of the agency within"
    for said in (
        f"differ by more than {screening.TOLERANCE // minutes} minutes",
        f"{burst} {screening.BURST_WINDOW // minutes} minutes before or after",
        f"fewer than {likeness.SHORTEST} letters and digits",
        f"up to {likeness.NEAR} different bits are the same picture",
        f"({Campaign._meta.get_field('sampled_percent').default} % unless the campaign says otherwise)",
        "low below 20, high from 50",
    ):
        assert said in WORDS
    assert [screening.level(risk) for risk in (19, 20, 49, 50)] == ["low", "middle", "middle", "high"]
    assert (evidence.MOST, "up to five for one post" in WORDS) == (5, True)
