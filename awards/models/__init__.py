"""WHO DID BEST: recipes, rounds with their categories, rankings with their standings, and awards."""

from awards.models.award import Award
from awards.models.round import AwardRound, Category, RecipeVersion
from awards.models.standing import Ranking, Standing

__all__ = ["Award", "AwardRound", "Category", "Ranking", "RecipeVersion", "Standing"]
