"""Lines that stand in an article's text without being of it: headline, calls to subscribe, links."""

import re
from collections.abc import Sequence

_LONGEST = 400  # characters; what is longer says something, whatever it begins with

# A line that leads elsewhere.
_ELSEWHERE = re.compile(
    r"^[\[(•*>–—-]*\s*("
    r"(related|read|see|watch|listen|more|also|recommended|must read|don['’]t miss|opinion)"
    r"(\s+(also|more|next|now|on|here|articles?|stories|story|coverage|content|reading|links?|"
    r"videos?|news|from [\w' ]{2,40}))*\s*[:|»>]|"
    r"(related|read|see|recommended)\s+(more|next|also|articles?|stories|coverage|content|"
    r"reading|links?|videos?|news|topics)\.{0,3}$|"
    r"(don['’]t miss|most read|most popular|trending( now)?|advertisement|"
    r"sponsored( content)?|share this( article| story)?|text size|order reprints|print article|"
    r"((post|leave|add|view|show|hide)\s+(a |all )?)?comments?( \(.{0,6}\))?|by|"
    r"story continues( below)?( advertisement)?|article continues below( advertisement)?|"
    r"an error has occurred.{0,40}|loading\.*|image|photo|video)$|"
    r"click here (to|for)\b)",
    re.IGNORECASE,
)
# A line that asks for something: to subscribe, follow, write, buy; or says who owns it.
_APPEAL = re.compile(
    r"(\bsign up\b.{0,80}\b(newsletters?|e-?mails?|inbox|alerts?)\b|^sign up (here|now)\b|"
    r"^(please )?subscribe\b|\bsubscribe (to|now|today|here)\b.{0,80}"
    r"\b(newsletters?|channel|podcast|updates?|alerts?|access|today|now)\b|"
    r"\b(get|receive) (the latest|our|all the|access to|breaking)\b.{0,80}"
    r"\b(inbox|e-?mail|newsletters?|subscription|alerts?|delivered)\b|\bnewsletters?\.?$|"
    r"^(you can )?(also )?(follow|like|find|join)\b.{2,60}\b(on|at)\b.{0,40}"
    r"\b(twitter|facebook|instagram|youtube|linkedin|telegram|whatsapp|x|threads|bluesky)\b|"
    r"^(follow|e-?mail|contact|write to|reach|have a tip)\b.{0,80}(@\w|\bat \S+\.\S+)|"
    r"\bmay be reached at\b|\ball rights reserved\b|^(copyright\b|©|\(c\) ?\d{4})|"
    r"^this (copy|material|article) (is for your personal|may not be (published|reproduced))|"
    r"\bmay (get|earn|receive) an? (affiliate )?(share|commission)\b|"
    r"\bcontributed to this (report|story|article)\b|\bdownload (the|our) app\b)",
    re.IGNORECASE,
)
# A heading under which a list at the end leads elsewhere.
_MORE = re.compile(
    r"^(more|related|read|also|see|recommended|you (may|might)|further|other|latest|top)\b.{0,60}$",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")
_HEAD_LINES = 6  # a headline is looked for so far down


def trimmed(text: str, title: str) -> str:
    """The text without its headline and what stands above it, nor lines that lead elsewhere."""
    lines = _below_headline(text.splitlines(), title)
    lines = _without_last_list(lines)
    return "\n".join(line for line in lines if not _aside(line)).strip()


def _below_headline(lines: Sequence[str], title: str) -> Sequence[str]:
    wanted = _WORD.findall(title.casefold())
    for number, line in enumerate(lines[:_HEAD_LINES]):
        words = _WORD.findall(line.casefold())
        if words and _same_headline(words, wanted):
            return lines[number + 1 :]
        if len(line) > _LONGEST:
            break
    return lines


def _same_headline(words: list[str], wanted: list[str]) -> bool:
    """Equal, or the page's title with the site's name after it."""
    return words == wanted or (len(words) >= 4 and wanted[: len(words)] == words)


def _without_last_list(lines: Sequence[str]) -> Sequence[str]:
    """Without the list that ends the text, if its heading offers more to read."""
    end = len(lines)
    while end and lines[end - 1].startswith("- "):
        end -= 1
    return lines[: end - 1] if 0 < end < len(lines) and _MORE.match(lines[end - 1]) else lines


def _aside(line: str) -> bool:
    bare = line.strip()
    return len(bare) <= _LONGEST and bool(_ELSEWHERE.search(bare) or _APPEAL.search(bare))
