"""Is an article about trade talks, and on which tracks: the news sense, pure and explained."""

from parley.domain.relevance.reader import Mentions, TradeReader, matches

__all__ = ["Mentions", "TradeReader", "matches"]
