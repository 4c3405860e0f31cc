"""Countries and blocs: names, demonyms, abbreviations and seats of government, to one key each."""

from parley.domain.evidence.lexicon import lines

_TABLE = """
us: united states; united states of america; america; american; americans; u.s.; u.s.a.; usa;
  washington~; white house~
eu: european union; eu; e.u.; brussels~; european community; european economic community; ec;
  e.c.; eec; european communities
uk: united kingdom; u.k.; uk; britain; great britain; british; briton; britons; london~; england;
  english
china: chinese; beijing~; prc; people's republic of china
japan: japanese; tokyo~
south korea: south korean; south koreans; seoul~; rok; republic of korea; korea; korean;
  koreans
north korea: north korean; north koreans; pyongyang~; dprk
taiwan: taiwanese; taipei~
hong kong: hong konger
india: indian; indians; delhi~; new delhi~
canada: canadian; canadians; ottawa~
mexico: mexican; mexicans; mexico city~
brazil: brazilian; brazilians; brasilia~; brasília~
argentina: argentine; argentinian; argentines; buenos aires~
chile: chilean; chileans; santiago~
peru: peruvian; lima~
colombia: colombian; bogota~
venezuela: venezuelan; caracas~
ecuador: ecuadorian; quito~
bolivia: bolivian
uruguay: uruguayan
paraguay: paraguayan
cuba: cuban; havana~
panama: panamanian
costa rica: costa rican
guatemala: guatemalan
honduras: honduran
nicaragua: nicaraguan
el salvador: salvadoran
jamaica: jamaican
haiti: haitian
france: french; paris~; frenchman
germany: german; germans; west germany; west german; west germans; berlin~; bonn~
east germany: east german
italy: italian; italians; rome~
spain: spanish; madrid~; spaniard
portugal: portuguese; lisbon~
netherlands: dutch; the hague~; holland
belgium: belgian; belgians
luxembourg: luxembourgish
ireland: irish; dublin~
denmark: danish; danes; copenhagen~
sweden: swedish; swedes; stockholm~
norway: norwegian; norwegians; oslo~
finland: finnish; finns; helsinki~
iceland: icelandic; reykjavik~
switzerland: swiss; bern~; berne~
austria: austrian; vienna~
poland: polish; poles; warsaw~
hungary: hungarian; budapest~
czech republic: czech; czechia; prague~
czechoslovakia: czechoslovak
slovakia: slovak; bratislava~
romania: romanian; bucharest~
bulgaria: bulgarian; sofia~
greece: greek; greeks; athens~
serbia: serbian; belgrade~
croatia: croatian; zagreb~
slovenia: slovenian
bosnia: bosnian
albania: albanian
yugoslavia: yugoslav
russia: russian; russians; moscow~; kremlin~; russian federation
soviet union: soviet; soviets; ussr; u.s.s.r.
ukraine: ukrainian; ukrainians; kyiv~; kiev~
belarus: belarusian; minsk~
lithuania: lithuanian; vilnius~
latvia: latvian
estonia: estonian
georgia: georgian; tbilisi~
armenia: armenian
azerbaijan: azerbaijani; azeri
kazakhstan: kazakh
uzbekistan: uzbek
turkey: turkish; turks; türkiye; ankara~
iran: iranian; iranians; tehran~
iraq: iraqi; iraqis; baghdad~
israel: israeli; israelis; jerusalem~
palestine: palestinian; palestinians
syria: syrian; syrians; damascus~
lebanon: lebanese; beirut~
jordan: jordanian
saudi arabia: saudi; saudis; riyadh~
united arab emirates: uae; u.a.e.; emirati; abu dhabi~; dubai~
qatar: qatari; doha~
kuwait: kuwaiti
bahrain: bahraini
oman: omani
yemen: yemeni
egypt: egyptian; egyptians; cairo~
libya: libyan; tripoli~
tunisia: tunisian
algeria: algerian; algiers~
morocco: moroccan; rabat~
nigeria: nigerian; nigerians; abuja~
ghana: ghanaian
kenya: kenyan; nairobi~
ethiopia: ethiopian; addis ababa~
sudan: sudanese
somalia: somali
uganda: ugandan
tanzania: tanzanian
rwanda: rwandan
zambia: zambian
zimbabwe: zimbabwean
mozambique: mozambican
angola: angolan
congo: congolese
cameroon: cameroonian
senegal: senegalese
ivory coast: ivorian; côte d'ivoire
mali: malian
namibia: namibian
botswana: botswanan
south africa: south african; south africans; pretoria~
lesotho: basotho
madagascar: malagasy
mauritius: mauritian
pakistan: pakistani; pakistanis; islamabad~
bangladesh: bangladeshi; dhaka~
sri lanka: sri lankan; colombo~
nepal: nepalese; nepali
afghanistan: afghan; afghans; kabul~
myanmar: burma; burmese
thailand: thai; thais; bangkok~
vietnam: vietnamese; hanoi~
cambodia: cambodian; phnom penh~
laos: laotian
malaysia: malaysian; malaysians; kuala lumpur~
singapore: singaporean; singaporeans
indonesia: indonesian; indonesians; jakarta~
philippines: philippine; filipino; filipinos; manila~
brunei: bruneian
mongolia: mongolian
australia: australian; australians; canberra~
new zealand: new zealander; new zealanders; wellington~
papua new guinea: papuan
fiji: fijian
"""

COUNTRIES: dict[str, str] = {}
"""Every name, lower-case, to its country's key (``@japan``)."""

SEATS: frozenset[str]
"""Seats of government, which stand for a country but are a place as well."""


def _load() -> frozenset[str]:
    seats = set()
    for line in lines(_TABLE):
        country, _, names = line.partition(":")
        head = country.rstrip("~")
        for name in (country, *names.split(";")):
            plain = name.strip().rstrip("~")
            if name.strip().endswith("~"):
                seats.add(plain)
            COUNTRIES[plain] = "@" + head
            COUNTRIES.setdefault(plain.replace(".", ""), "@" + head)
    COUNTRIES["us"] = "@us"
    return frozenset(seats)


SEATS = _load()
_ADJECTIVES = (
    "ese",
    "ish",
    "ian",
    "ians",
    "ean",
    "eans",
    "can",
    "cans",
    "ch",
    "tch",
    "ss",
    "ai",
    "li",
    "ni",
    "ti",
)
LONG_NAMES = sorted((name for name in COUNTRIES if " " in name), key=len, reverse=True)
"""Names of more than one word, longest first."""


def key(raw: str, plain: str) -> str | None:
    """The country that a token names, or none. Case tells "US" from "us" and "Turkey" from a bird."""
    if not raw[0].isupper() or (plain == "us" and raw == "Us"):
        return None
    return COUNTRIES.get(plain)


def noun(word: str) -> bool:
    """Whether a name of a country stands for it as a noun ("China"), not as an adjective ("Chinese")."""
    return not word.endswith(_ADJECTIVES) or word in SEATS
