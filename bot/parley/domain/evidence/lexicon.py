"""Small English word lists of the check: function words, irregular verbs, months, negators, modals."""


def words(text: str) -> frozenset[str]:
    """A word list written as running text."""
    return frozenset(text.split())


STOPWORDS = words(
    """
    a an the this that these those such and or but nor so yet as at by for from in into of off
    on onto out over to under up upon with within without about above across after against along
    amid among around before behind below beneath beside besides between beyond during despite
    except inside near outside past per since than through throughout till toward towards until
    via while whereas if unless because although though whether when where which who whom whose
    what why how i me my mine we us our ours you your yours he him his she her hers it its they
    them their theirs itself himself herself themselves one ones be is am are was were been
    being do does did done doing have has had having will would shall should can could may might
    must ought let not no never none neither cannot there here then thus also too very just only
    even still again ever more most much many less least few some any each every all both either
    other another same own s t d ll re ve m isn't aren't wasn't weren't don't doesn't didn't
    haven't hasn't hadn't won't wouldn't shan't shouldn't can't couldn't mightn't mustn't he's
    she's it's i'm we're they're you're i've we've they've he'd she'd they'd i'll we'll they'll
    that's there's mr mrs ms dr pct dlr dlrs mln bln percent per cent said say says saying told
    tell tells according added adding
    """
)


def lines(table: str) -> list[str]:
    """The rows of a table; an indented line goes on with the one before."""
    return table.strip().replace("\n  ", " ").splitlines()


_IRREGULAR = """
rose risen=rise fell fallen=fall grew grown=grow took taken=take won=win held=hold began begun=begin met=meet
sought=seek led=lead made=make gave given=give went gone=go sold=sell bought=buy paid=pay lost=lose kept=keep
left=leave built=build sent=send spent=spend struck stricken=strike shrank shrunk=shrink sank sunk=sink
threw thrown=throw drew drawn=draw broke broken=break spoke spoken=speak wrote written=write chose
chosen=choose became=become came=come brought=bring thought=think caught=catch taught=teach fought=fight
found=find stood=stand understood=understand withdrew withdrawn=withdraw overcame=overcome saw seen=see
knew known=know flew flown=fly ran=run swung=swing swore sworn=swear drove driven=drive froze frozen=freeze
hid hidden=hide shook shaken=shake stole stolen=steal wore worn=wear forbade forbidden=forbid forgot
forgotten=forget got gotten=get dealt=deal meant=mean felt=feel slid=slide shot=shoot hung=hang dug=dig
died dying=die lay lain=lie men=man women=woman children=child people=person leapt=leap undertook
undertaken=undertake overtook=overtake oversaw overseen=oversee undercut=undercut rebuilt=rebuild
""".replace("\n", " ")


def _irregular() -> dict[str, str]:
    forms: dict[str, str] = {}
    waiting: list[str] = []
    for item in _IRREGULAR.split():
        form, _, base = item.partition("=")
        waiting.append(form)
        if base:
            forms.update(dict.fromkeys(waiting, base))
            waiting = []
    return forms


IRREGULAR = _irregular()

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"),
            ("february", "feb"),
            ("march", "mar"),
            ("april", "apr"),
            ("may",),
            ("june", "jun"),
            ("july", "jul"),
            ("august", "aug"),
            ("september", "sept", "sep"),
            ("october", "oct"),
            ("november", "nov"),
            ("december", "dec"),
        ),
        1,
    )
    for name in names
}
WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            ("monday", "mon"),
            ("tuesday", "tue", "tues"),
            ("wednesday", "wed"),
            ("thursday", "thu", "thur", "thurs"),
            ("friday", "fri"),
            ("saturday", "sat"),
            ("sunday", "sun"),
        )
    )
    for name in names
}

NEGATORS = words(
    """
    dont doesnt didnt isnt arent wasnt werent wont wouldnt cant couldnt hasnt havent hadnt shouldnt
    not no never none neither nor without cannot isn't aren't wasn't weren't don't doesn't
    didn't haven't hasn't hadn't won't wouldn't shan't shouldn't can't couldn't mightn't mustn't
    nobody nothing hardly scarcely
    """
)
"""Words that turn a statement round; "unlikely", "refuse" and the like are opposites instead."""

QUIET_NEGATORS = words(
    """
    fail fails failed failing failure refuse refuses refused refusing refusal decline declines declined deny
    denies denied unable lack lacks lacked lacking prevent prevents prevented avoid avoided avoids bar barred
    reject rejected rejects far unlikely until unless short instead rather stop stopped halt few little
    """
)
"""Words near a place that may carry a negation in other words; they make the check hold its tongue."""

MODALS = {
    **dict.fromkeys(("may", "might", "could", "maybe", "perhaps", "possibly"), "possible"),
    **dict.fromkeys(("will", "shall", "won't", "would", "wouldn't"), "future"),
}
INTENT = words(
    """
    propose proposes proposed proposing proposal threaten threatens threatened threatening
    threat plan plans planned planning consider considers considered considering intend intends
    intended weigh weighs weighing mull mulls mulling seek seeks seeking want wants wanted urge
    urges urged recommend recommends recommended hope hopes hoped demand demands demanded
    """
)

UNITS = {
    **dict.fromkeys(("%", "pct", "percent", "percentage"), "pct"),
    **dict.fromkeys(("bp", "bps"), "bp"),
    **dict.fromkeys(("$", "dlr", "dlrs", "dollar", "dollars", "usd", "us$"), "usd"),
    **dict.fromkeys(("€", "euro", "euros", "eur"), "eur"),
    **dict.fromkeys(("£", "pound", "pounds", "stg", "sterling", "gbp"), "gbp"),
    **dict.fromkeys(("¥", "yen", "jpy"), "jpy"),
    **dict.fromkeys(("yuan", "renminbi", "rmb", "cny"), "cny"),
    **dict.fromkeys(("won", "krw"), "krw"),
    **dict.fromkeys(("rupee", "rupees", "rs", "inr"), "inr"),
    **dict.fromkeys(("marks", "mark", "dem"), "dem"),
    **dict.fromkeys(("francs", "franc"), "franc"),
    **dict.fromkeys(("cents", "cent"), "cent"),
    **dict.fromkeys(("hour", "hours"), "hour"),
    **dict.fromkeys(("day", "days"), "day"),
    **dict.fromkeys(("week", "weeks"), "week"),
    **dict.fromkeys(("month", "months"), "month"),
    **dict.fromkeys(("year", "years"), "year"),
    **dict.fromkeys(("tonne", "tonnes", "ton", "tons"), "tonne"),
    **dict.fromkeys(("barrel", "barrels", "bpd"), "barrel"),
}
MAGNITUDES = {
    **dict.fromkeys(("hundred", "hundreds"), 1e2),
    **dict.fromkeys(("thousand", "thousands", "k"), 1e3),
    **dict.fromkeys(("million", "millions", "mln", "mn", "m"), 1e6),
    **dict.fromkeys(("billion", "billions", "bln", "bn", "b"), 1e9),
    **dict.fromkeys(("trillion", "trillions", "trn", "tn"), 1e12),
}
_ONES = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
sixteen"""
SPELLED = {word: number for number, word in enumerate(_ONES.split())} | {
    "seventeen": 17,
    "eighteen": 18,
    "nineteen": 19,
    "dozen": 12,
    **{
        word: 10 * (number + 2)
        for number, word in enumerate(
            ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
        )
    },
}
HEDGES = words(
    """
    about around roughly approximately nearly almost some circa close just over under above
    below
    """
)
