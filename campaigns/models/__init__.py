"""WHAT: campaigns and their agenda, the posts agencies report, what was measured of them, and the counts."""

from campaigns.models.agenda import FocusArea, Meeting, Pillar
from campaigns.models.campaign import Campaign
from campaigns.models.counters import PostCounters
from campaigns.models.evidence import Evidence
from campaigns.models.figure import KpiDefinition, KpiFigure, KpiTarget
from campaigns.models.flag import PostFlag
from campaigns.models.mapping import ColumnMapping
from campaigns.models.material import Material
from campaigns.models.metrics import INTERACTIONS, METRICS
from campaigns.models.objection import Appeal, Dispute, DisputeEvidence, Outcome
from campaigns.models.post import Post
from campaigns.models.reading import Grade, MetricReading, ReadingSource, ReadingVoid
from campaigns.models.reading_picture import ReadingPicture
from campaigns.models.receipt import Receipt
from campaigns.models.tally import AgencyDayTally, AgencyTally, ComponentInput, TallyRun, TopPost

__all__ = [
    "INTERACTIONS",
    "METRICS",
    "AgencyDayTally",
    "AgencyTally",
    "Appeal",
    "Campaign",
    "ColumnMapping",
    "ComponentInput",
    "Dispute",
    "DisputeEvidence",
    "Evidence",
    "FocusArea",
    "Grade",
    "KpiDefinition",
    "KpiFigure",
    "KpiTarget",
    "Material",
    "Meeting",
    "MetricReading",
    "Outcome",
    "Pillar",
    "Post",
    "PostCounters",
    "PostFlag",
    "ReadingPicture",
    "ReadingSource",
    "ReadingVoid",
    "Receipt",
    "TallyRun",
    "TopPost",
]
