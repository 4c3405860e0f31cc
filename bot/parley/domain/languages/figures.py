"""What a text in any language puts in figures, so that reports in two languages can be compared."""

from functools import lru_cache

from parley.domain.languages.glossary import Glossary
from parley.domain.model.track import Gloss, TrackCatalogue
from parley.domain.stories.figures import figures

# Words without which a figure is not known for what it is; a glossary without words reads figures.
_FIGURES_ALONE = Glossary(
    TrackCatalogue(tracks=(), glosses=(Gloss(id="percent", de=("Prozent",)),))
)
_SMALL = 12  # a bare number up to this is a count that any report may spell out


@lru_cache(maxsize=1024)
def values(text: str, language: str) -> frozenset[float]:
    """The values of a text's figures: shares, sums and days (month × 100 + day), no small counts."""
    told = _FIGURES_ALONE.gist(text, language).english
    return frozenset(
        float(f"{figure.value:.6g}")
        for figure in figures(told)
        if figure.unit != "year" and (figure.unit or figure.value > _SMALL)
    )
