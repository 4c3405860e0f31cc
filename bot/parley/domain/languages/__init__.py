"""Articles in other languages: which one it is, and its names, terms and figures in English."""

from parley.domain.languages.detect import UNSPACED, language_of
from parley.domain.languages.glossary import Gist, Glossary

__all__ = ["UNSPACED", "Gist", "Glossary", "language_of"]
