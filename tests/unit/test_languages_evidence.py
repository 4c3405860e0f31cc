"""Quotations in other languages: word for word they stand, with anything changed they fall."""

import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from parley.domain.evidence.check import check, verify
from parley.domain.evidence.quotes import verbatim
from parley.domain.model import Claim, Evidence, ReasonKind, SourceText
from parley.domain.sentences import prose, split

_SETS = Path(__file__).parents[1] / "data" / "languages"
_TEXTS = {
    "zh": (
        "美国总统特朗普12日宣布，自8月1日起对欧盟商品征收30%的关税。欧盟称，涉及金额达210亿欧元。"
        "中方表示，关税将下调三成。税率为百分之二十五。"
    ),
    "ja": (
        "トランプ米大統領は22日、日本への関税を15％にすると発表した。日本は米国に5500億ドルを投資する。"
        "関税は8月7日に発効する。輸入は三割減った。"
    ),
    "es": (
        "El presidente Donald Trump anunció el martes un arancel del 14 % a los productos japoneses. "
        "Tokio invertirá 480.000 millones de dólares en Estados Unidos. El déficit fue de 1,5 mil "
        "millones de euros desde el 1 de agosto."
    ),
    "fr": (
        "Les États-Unis vont ramener de 39 % à 17 % leurs droits de douane. Les entreprises promettent "
        "1,5 milliard d'euros d'investissements d'ici au 1er juillet."
    ),
    "de": (
        "Die USA senken ihre Zölle auf Waren aus der Schweiz auf 17 Prozent. Unternehmen sagen "
        "Investitionen von 1,5 Mrd. Dollar zu. Ab dem 1. August gilt ein Satz von 25 Prozent. "
        "Neue Zölle plant Washington nicht."
    ),
}
_TITLES = {
    "zh": "特朗普宣布对欧盟加征关税",
    "ja": "トランプ氏、日本への関税を発表",
    "es": "Trump anuncia aranceles a Japón",
    "fr": "Washington baisse ses droits de douane",
    "de": "USA senken Zölle auf Schweizer Waren",
}


def _source(language: str) -> dict[str, SourceText]:
    at = datetime(2025, 7, 13, tzinfo=UTC)
    return {"a": SourceText("a", _TITLES[language], _TEXTS[language], at)}


@pytest.mark.parametrize("language", _TEXTS)
def test_the_originals_words_stand(language: str) -> None:
    """Each sentence as the extractive writer hands it in, whatever figures it holds."""
    for sentence in split(_TEXTS[language]):
        quoted = Claim(f"“{sentence.text}”", (Evidence("a", sentence.text),))
        verdict = check(quoted, _source(language))
        assert verdict.supported, (sentence.text, verdict.reasons)


@pytest.mark.parametrize(
    ("language", "old", "new", "kind"),
    [
        ("zh", "30%", "35%", ReasonKind.FIGURE),
        ("zh", "210亿", "210万", ReasonKind.FIGURE),
        ("zh", "三成", "五成", ReasonKind.FIGURE),
        ("zh", "百分之二十五", "百分之三十五", ReasonKind.FIGURE),
        ("zh", "8月1日", "9月1日", ReasonKind.FIGURE),
        ("zh", "欧盟商品", "日本商品", ReasonKind.UNSUPPORTED),
        ("ja", "15％", "25％", ReasonKind.FIGURE),
        ("ja", "5500億ドル", "5500万ドル", ReasonKind.FIGURE),
        ("ja", "三割", "五割", ReasonKind.FIGURE),
        ("es", "14 %", "24 %", ReasonKind.FIGURE),
        ("es", "480.000 millones", "480.000 mil", ReasonKind.FIGURE),
        ("es", "1 de agosto", "9 de agosto", ReasonKind.FIGURE),
        ("es", "japoneses", "coreanos", ReasonKind.UNSUPPORTED),
        ("fr", "39 % à 17 %", "17 % à 39 %", ReasonKind.UNSUPPORTED),
        ("fr", "1,5 milliard", "1,5 million", ReasonKind.FIGURE),
        ("fr", "1er juillet", "1er août", ReasonKind.FIGURE),
        ("de", "1,5 Mrd.", "1,5 Mio.", ReasonKind.FIGURE),
        ("de", "25 Prozent", "35 Prozent", ReasonKind.FIGURE),
        ("de", "senken", "erhöhen", ReasonKind.UNSUPPORTED),
    ],
)
def test_a_change_to_them_falls(language: str, old: str, new: str, kind: ReasonKind) -> None:
    """A share, a sum, its scale, a day, who or what: a claim with it changed is told apart."""
    text = next(s.text for s in split(_TEXTS[language]) if old in s.text)
    changed = text.replace(old, new)
    verdict = check(Claim(f"“{changed}”", (Evidence("a", text),)), _source(language))
    assert [reason.kind for reason in verdict.reasons] == [kind]
    assert verdict.score < 0.5
    assert not check(Claim(f"“{changed}”", (Evidence("a", changed),)), _source(language)).supported


def test_words_cut_out_of_a_clause_do_not_stand() -> None:
    """German denies at the end, so that a clause must be quoted whole."""
    sources = tuple(_source("de").values())
    assert verify("Neue Zölle plant Washington nicht.", sources).supported
    assert not verify("Neue Zölle plant Washington.", sources).supported
    assert not verify("关税将下调。", tuple(_source("zh").values())).supported


def test_full_width_figures_are_the_same_and_numbers_are_not_cut() -> None:
    """３０％ is 30%, and 三成 is not in 十三成; a phrase within Chinese words is verbatim."""
    assert verbatim("征收30%的关税", "美国将征收３０％的关税。")
    assert verbatim("加征关税", "美国对中国加征关税措施")
    assert not verbatim("三成", "下降十三成")
    assert not verbatim("0%", "征收30%的关税")


@pytest.mark.parametrize("name", ["events", "heldout", "later"])
def test_every_quotable_sentence_stands_under_its_headline(name: str) -> None:
    """As the briefing quotes them: the headline above is another part of the article."""
    events = tomllib.loads((_SETS / f"{name}.toml").read_text(encoding="utf-8"))["event"]
    at = datetime(2025, 7, 13, tzinfo=UTC)
    for event in events:
        for language in _TEXTS.keys() & event.keys():
            title, _, text = event[language].partition("\n")
            source = {"a": SourceText("a", title, text, at)}
            for sentence in prose(text):
                quoted = Claim(f"“{sentence.text}”", (Evidence("a", sentence.text),))
                assert check(quoted, source).supported, sentence.text
