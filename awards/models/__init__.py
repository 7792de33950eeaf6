"""WHO DID BEST: recipes, rounds with their categories, juries, rankings with their standings, and awards."""

from awards.models.award import Award
from awards.models.jury import Juror, JurorConflict, JuryScore, Minutes
from awards.models.round import AwardRound, Category, Exclusion, Nomination, RecipeVersion
from awards.models.standing import Ranking, Standing

__all__ = [
    "Award",
    "AwardRound",
    "Category",
    "Exclusion",
    "Juror",
    "JurorConflict",
    "JuryScore",
    "Minutes",
    "Nomination",
    "Ranking",
    "RecipeVersion",
    "Standing",
]
