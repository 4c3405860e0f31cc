"""Ids: made from content, never drawn, so that every replica makes the same ones."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from json.encoder import encode_basestring
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

from parley.domain.model import Assignment, Desk, Form, WriterIdentity

_TRACKING = re.compile(
    r"^(utm_.*|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_[ce]id|_hs(enc|mi)|mkt_tok|cmpid?|ocid|"
    r"ref(_src|_url|errer)?|smid|smtyp|sr_share|ns_(campaign|mchannel|source|linkname|fee)|"
    r"at_(campaign|medium|link.*|format|ptr.*|bbc.*)|xtor|rss|ito|icid|intcid|spm|"
    r"taid|guccounter|__twitter_impression|amp|outputtype)$",
    re.IGNORECASE,
)
_MOBILE_HOST = re.compile(r"^(?:www\d?|m|mobile|amp)\.(?=[^.]+\.)", re.IGNORECASE)
_AMP_SEGMENT = re.compile(r"(?:^|/)amp(?=/|$)|\.amp(?=\.html?$|$)", re.IGNORECASE)
_SLASHES = re.compile(r"/{2,}")
_PLAIN_PATH = re.compile(r"[\w/:@!$&'()*+,;=~.-]*", re.ASCII)  # nothing to quote or unquote
# An address that is canonical but for its scheme and "www.", as most are: quick to see. Every host
# and path that needs a closer look has a mark that it keeps out, or a label of a mobile or AMP twin.
_PLAIN_URL = re.compile(
    r"https?://(?:www\.)?"
    r"(?!(?:www\d?|m|mobile|amp)\.)([a-z][a-z0-9-]*+(?:\.[a-z][a-z0-9-]*+)++"
    r"(?:/(?!(?i:amp)(?:/|$))[\w:@!$&'()*+,;=~-]++(?:\.(?!(?i:amp))[\w:@!$&'()*+,;=~-]*+)*+)*+)/?",
    re.ASCII,
)
_STORY_REF = re.compile(r"([0-9a-z]{1,60})\.([1-9][0-9]{0,2})", re.ASCII)
_DEFAULT_PORT = {"http": 80, "https": 443}


def digest(*parts: str, size: int = 12) -> str:
    """A hash of the parts, unambiguous about where one ends: ``2 * size`` hex digits."""
    packed = f"[{','.join(map(encode_basestring, parts))}]"  # the parts as a JSON array
    return hashlib.blake2b(packed.encode(), digest_size=size).hexdigest()


def canonical_url(url: str) -> str:
    """One address for one article.

    Scheme, ``www``, mobile and AMP hosts and paths, default ports, fragments, tracking parameters,
    the order of parameters and a trailing slash make no difference. Anything that is not an http(s)
    URL is returned stripped.
    """
    if plain := _PLAIN_URL.fullmatch(url):
        return f"https://{plain[1]}"
    text = url.strip()
    try:
        parts = urlsplit(text)
        host = (parts.hostname or "").rstrip(".")
        port = parts.port
    except ValueError:
        return text
    if parts.scheme.lower() not in _DEFAULT_PORT or not host:
        return text
    host = _MOBILE_HOST.sub("", host.lower())
    if port is not None and port != _DEFAULT_PORT[parts.scheme.lower()]:
        host = f"{host}:{port}"
    path = _AMP_SEGMENT.sub("", parts.path)
    if not _PLAIN_PATH.fullmatch(path):
        path = quote(unquote(path), safe="/:@!$&'()*+,;=~-._")
    path = _SLASHES.sub("/", path).rstrip("/")
    query = sorted(
        (key, value)
        for key, value in (parse_qsl(parts.query, keep_blank_values=True) if parts.query else ())
        if not _TRACKING.match(key)
    )
    return urlunsplit(("https", host, path, urlencode(query), ""))


def folded(text: str) -> str:
    """Text as it is compared: compatibility form, casefolded, white space collapsed."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    text = text.casefold()
    if "  " in text or not text.isprintable():  # of white space only the blank is printable
        return " ".join(text.split())
    return text.strip(" ")


def article_id(url: str) -> str:
    """The id of the article at a URL."""
    return "a" + digest(canonical_url(url))


def content_hash(title: str, text: str) -> str:
    """Equal for the same words, whatever their spacing and case."""
    return digest(folded(title), folded(text))


def revision_id(article: str, content: str) -> str:
    """The id of one version of an article."""
    return "r" + digest(article, content)


def make_desk(
    tracks: Iterable[str] = (),
    watch_words: Iterable[str] = (),
    sources: Iterable[str] = (),
    language: str = "en",
    form: Form = Form.BRIEF,
) -> Desk:
    """A desk in normal form: sorted, folded, without doubles."""
    return Desk(
        tracks=tuple(sorted({folded(track) for track in tracks})),
        watch_words=tuple(sorted({folded(word) for word in watch_words})),
        sources=tuple(sorted({folded(source) for source in sources})),
        language=language,
        form=form,
    )


def desk_id(desk: Desk) -> str:
    """The id of a desk in normal form."""
    packed = json.dumps([desk.tracks, desk.watch_words, desk.sources], ensure_ascii=False)
    return "k" + digest(packed, desk.language, desk.form)


def edition_id(desk: str, since: datetime, until: datetime, *, first: bool = False) -> str:
    """The id of what a desk is told about (since, until]; a new reader's ``first`` tells more."""
    more = ("first",) if first else ()
    return "e" + digest(desk, since.isoformat(), until.isoformat(), *more)


def subscription_id(tenant: str, channel: str, name: str) -> str:
    """The id of a standing order."""
    return "s" + digest(tenant, channel, folded(name))


def proposal_id(tenant: str, user: str, packed: str) -> str:
    """The id of a standing order that somebody was shown, packed as text; shown again, it is the same."""
    return "q" + digest(tenant, user, packed)


def delivery_id(subscription: str, slot: datetime) -> str:
    """The id of one briefing for one slot; with "-" and a part's number it fits Discord's nonce."""
    return "d" + digest(subscription, slot.isoformat(), size=10)


def notice_id(tenant: str, channel: str, kind: str, ref: str) -> str:
    """The id of what is said once in one place; it fits Discord's nonce as a delivery's does."""
    return "n" + digest(tenant, channel, kind, ref, size=10)


def follow_id(tenant: str, user: str, thread: str) -> str:
    """The id of one person's following of one thread."""
    return "o" + digest(tenant, user, thread)


def story_ref(edition: str, number: int) -> str:
    """What a button names: the story with this number, from 1, in an edition; ids alone."""
    return f"{edition}.{number}"


def split_story_ref(ref: str) -> tuple[str, int] | None:
    """The edition's id and the story's number that ``story_ref`` put together, if it did."""
    found = _STORY_REF.fullmatch(ref)
    return (found[1], int(found[2])) if found else None


def feedback_id(tenant: str, user: str, edition: str, story: str, matter: str) -> str:
    """The id of one person's word on one story in one matter: said again, it replaces the first."""
    return "w" + digest(tenant, user, edition, story, matter)


def draft_key(assignment: Assignment, writer: WriterIdentity) -> str:
    """The key of a draft: a hash of all that it is written from."""
    sources = [[source.revision_id, source.number, source.fresh] for source in assignment.sources]
    failures = [[failure.text, failure.why] for failure in assignment.failures]
    packed = json.dumps(
        [
            assignment.task,
            sources,
            assignment.language,
            assignment.form,
            assignment.tracks,
            assignment.terms,
            assignment.question,
            failures,
            writer.name,
            writer.model,
            writer.prompt_hash,
            *assignment.told,
        ],
        ensure_ascii=False,
    )
    return "f" + digest(packed)
