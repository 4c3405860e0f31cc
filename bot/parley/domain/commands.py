"""The commands, defined once, and the parser for people who type them as words."""

import re
import shlex
from collections.abc import Mapping

from parley.domain.model import CommandName, CommandSpec, Param, ParamKind, Permission

COMMANDS: tuple[CommandSpec, ...] = (
    CommandSpec(
        CommandName.BRIEF,
        "What happened on the trade talks, with sources.",
        (
            Param("track", ParamKind.TRACK, "A track such as us-china; all by default."),
            Param("since", ParamKind.SINCE, "From when: 24h, 3d, yesterday or 2025-05-29."),
        ),
        example="brief us-china since 3d",
    ),
    CommandSpec(
        CommandName.ASK,
        "Ask a question; answered from the archive alone, with sources.",
        (Param("question", ParamKind.WORDS, "What you want to know.", required=True),),
        example="ask When does the Geneva pause end?",
    ),
    CommandSpec(
        CommandName.SUMMARISE,
        "Summarise one page for you; it goes into no archive.",
        (Param("url", ParamKind.URL, "The page's address.", required=True),),
        example="summarise https://ustr.gov/…",
    ),
    CommandSpec(
        CommandName.SEARCH,
        "Find articles in the archive.",
        (Param("words", ParamKind.WORDS, "Words to look for.", required=True),),
        example="search rare earth licences",
    ),
    CommandSpec(
        CommandName.STATUS,
        "Where the talks stand, since when and on whose word, and what comes next.",
        (
            Param("track", ParamKind.TRACK, "A track such as us-china; all that moved by default."),
            Param("as_of", ParamKind.AS_OF, "As it was known on a day, such as 2025-05-29."),
        ),
        example="status us-china as of 2025-05-29",
    ),
    CommandSpec(
        CommandName.TIMELINE,
        "How a track came to where it stands, with a picture.",
        (
            Param("track", ParamKind.TRACK, "A track such as us-china.", required=True),
            Param("as_of", ParamKind.AS_OF, "As it was known on a day, such as 2025-05-29."),
        ),
        example="timeline us-china",
    ),
    CommandSpec(
        CommandName.SOURCES,
        "Which sources are read, and how they are doing.",
        example="sources",
    ),
    CommandSpec(
        CommandName.SUBSCRIBE,
        "Post a briefing in this channel on a schedule.",
        (
            Param("tracks", ParamKind.TRACKS, "Tracks, separated by commas; all by default."),
            Param("at", ParamKind.CLOCK, "Local time, such as 08:00."),
            Param("on", ParamKind.DAYS, "Days: weekdays, daily, or mon,wed,fri."),
            Param("zone", ParamKind.ZONE, "Time zone, such as America/New_York."),
            Param("save", ParamKind.YES, "yes: save it without asking first."),
        ),
        permission=Permission.MANAGER,
        example="subscribe us-china,us-eu at 08:00 on weekdays zone America/New_York",
    ),
    CommandSpec(
        CommandName.UNSUBSCRIBE,
        "Stop the briefings in this channel.",
        permission=Permission.MANAGER,
        example="unsubscribe",
    ),
    CommandSpec(
        CommandName.SUBSCRIPTIONS,
        "Which briefings are posted here, and when the next ones come.",
        example="subscriptions",
    ),
    CommandSpec(
        CommandName.SETTINGS,
        "What is set for this channel and this workspace; name one to change it.",
        (
            Param("name", ParamKind.SETTING, "What to set, such as breaking."),
            Param("value", ParamKind.WORDS, "Its new value, such as on."),
        ),
        permission=Permission.MANAGER,
        example="settings breaking on",
    ),
    CommandSpec(
        CommandName.PAUSE,
        "Post nothing here for a while; off goes on again.",
        (Param("until", ParamKind.WORDS, "3d, 2w, a date such as 2025-08-18, or off."),),
        permission=Permission.MANAGER,
        example="pause 2w",
    ),
    CommandSpec(CommandName.HELP, "What you can ask for.", example="help"),
)

_BY_NAME = {spec.name: spec for spec in COMMANDS}
_SYNONYMS = {
    "briefing": CommandName.BRIEF,
    "summarize": CommandName.SUMMARISE,
    "summary": CommandName.SUMMARISE,
    "tldr": CommandName.SUMMARISE,
    "find": CommandName.SEARCH,
    "state": CommandName.STATUS,
    "chronology": CommandName.TIMELINE,
    "list": CommandName.SUBSCRIPTIONS,
    "stop": CommandName.UNSUBSCRIBE,
    "setting": CommandName.SETTINGS,
    "set": CommandName.SETTINGS,
    "?": CommandName.HELP,
}
# Words that are a command with its argument.
_PHRASES = {"resume": (CommandName.PAUSE, {"until": "off"})}
_AS_OF = re.compile(r"(?:^|\s)as[ _-]?(?:of|at)(?:\s*=\s*|\s+)(.+)$", re.IGNORECASE)
_LINK = re.compile(r"^<(https?://[^|>]+)(?:\|[^>]*)?>$")
_SHAPES = {
    ParamKind.SINCE: re.compile(r"^(\d+[hdw]|yesterday|today|\d{4}-\d\d-\d\d.*)$", re.IGNORECASE),
    ParamKind.AS_OF: re.compile(r"^(today|yesterday|\d{4}-\d\d-\d\d)$", re.IGNORECASE),
    ParamKind.CLOCK: re.compile(r"^\d{1,2}[:.]\d\d$"),
    ParamKind.ZONE: re.compile(r"^(UTC|[A-Za-z]+/[A-Za-z_/+-]+)$"),
    ParamKind.DAYS: re.compile(
        r"^(daily|weekdays|((mon|tue|wed|thu|fri|sat|sun)[,-]?)+)$", re.IGNORECASE
    ),
}
# A line that names no command is a question from so many words on ("what did China say").
_QUESTION_WORDS = 3


def spec_of(name: CommandName) -> CommandSpec:
    """A command's definition."""
    return _BY_NAME[name]


def parse_line(text: str) -> tuple[CommandName, dict[str, str]]:
    """Read a typed line: the command and its arguments, as forgivingly as can be told apart.

    Words are given by position or behind their parameter's name ("since 3d", "zone Asia/Tokyo").
    A line that starts with no command is a question, if it is long enough or ends in "?".
    """
    first, _, rest = text.strip().partition(" ")
    word = first.lower().lstrip("/")
    if word in _PHRASES and not rest.strip():
        meant, args = _PHRASES[word]
        return meant, dict(args)
    name = _SYNONYMS.get(word)
    if name is None and word in set(CommandName):
        name = CommandName(word)
    if name is None:
        if len(text.split()) >= _QUESTION_WORDS or text.strip().endswith("?"):
            return CommandName.ASK, {"question": text.strip()}
        return CommandName.HELP, {}
    return name, _arguments(_BY_NAME[name], rest.strip())


def _arguments(spec: CommandSpec, rest: str) -> dict[str, str]:
    if not rest or not spec.params:
        return {}
    if len(spec.params) == 1:
        return {spec.params[0].name: _bare(rest)}
    names = {param.name for param in spec.params}
    args: dict[str, str] = {}
    if "as_of" in names and (found := _AS_OF.search(rest)):
        # A date in words ("29 May 2025") runs to the end of the line.
        args["as_of"] = found[1].strip()
        rest = rest[: found.start()]
    words = _words(rest)
    while words:
        word = words.pop(0)
        key, equals, value = word.partition("=")
        if equals and key.lower() in names:
            args[key.lower()] = value
        elif word.lower() in names and words:
            args[word.lower()] = words.pop(0)
        else:
            free = [param for param in spec.params if param.name not in args]
            fitting = [param for param in free if _fits(param.kind, word)]
            begun = _begun(spec, args)
            if not fitting and begun is not None:
                args[begun] += f" {word}"
                continue
            args[(fitting or free or spec.params[-1:])[0].name] = word
    return args


def _begun(spec: CommandSpec, args: Mapping[str, str]) -> str | None:
    """The track whose name may go on, where a command takes a track and a day ("status us china")."""
    if not any(param.kind is ParamKind.AS_OF for param in spec.params):
        return None
    return next((p.name for p in spec.params if p.kind is ParamKind.TRACK and p.name in args), None)


def _fits(kind: ParamKind, word: str) -> bool:
    """Whether a word without a name can be meant for a parameter: each shape has one taker."""
    shapes = {shape for shape, pattern in _SHAPES.items() if pattern.match(word)}
    return kind in shapes if shapes else kind not in _SHAPES


def _words(text: str) -> list[str]:
    text = re.sub(r"\s*,\s*", ",", text)
    try:
        return shlex.split(text)
    except ValueError:  # an apostrophe is no quotation mark here
        return text.split()


def _bare(text: str) -> str:
    """An address without the brackets that Slack puts around it."""
    link = _LINK.match(text)
    return link.group(1) if link else text
