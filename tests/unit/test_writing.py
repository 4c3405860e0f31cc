"""The extractive writer's choice of sentences, and the form in which it hands them in."""

from dataclasses import replace

import pytest

from fakes.newsroom import COURT, PAYWALLED, STALLED, assignment
from parley.domain import checking, writing
from parley.domain.evidence.check import check
from parley.domain.model import Assignment, Form, Rights, Task, Written
from parley.domain.sentences import length


def stands(work: Assignment, written: Written) -> bool:
    sources = checking.texts(work)
    lead = [written.lead] if written.lead else []
    return all(check(c, sources).supported for c in (written.headline, *lead, *written.claims))


def test_a_story_is_its_sources_own_sentences() -> None:
    """Verbatim in quotation marks, or with the source's own marks; each passes the check."""
    work = assignment(STALLED, COURT)
    written = writing.write(work)
    assert stands(work, written)
    assert written.lead in written.claims
    texts = [claim.text for claim in written.claims]
    assert texts[0].startswith("US Treasury Secretary Scott Bessent said on Thursday")
    assert '"a bit stalled"' in texts[0]
    assert not texts[0].startswith("“"), (
        "a sentence with a quotation of its own gets no second marks"
    )
    assert not any("appeals court" in text for text in texts), (
        "a report of another event is not told in the same breath"
    )
    assert not any("newsletter" in text or "Photo" in text for text in texts)
    for claim in written.claims:
        [evidence] = claim.evidence
        source = next(s for s in work.sources if s.article_id == evidence.article_id)
        assert evidence.quote in source.text


def test_the_brief_form_is_brief_and_the_long_one_is_longer() -> None:
    """One to three sentences of at most 80 words, against the account behind *More*."""
    same_event = replace(COURT, title=STALLED.title)
    brief = writing.write(assignment(STALLED, same_event))
    long = writing.write(assignment(STALLED, same_event, form=Form.LONG))
    assert 1 <= len(brief.claims) <= 3 < len(long.claims)
    assert sum(length(claim.text) for claim in brief.claims) <= 80


def test_a_developed_story_tells_what_is_fresh() -> None:
    """What the reader was told before is not told again, neither in headline nor sentence."""
    work = assignment(replace(STALLED, fresh=False), COURT)
    written = writing.write(work)
    assert written.headline.text == "Appeals court lets tariffs stand for now"
    assert {e.article_id for c in written.claims for e in c.evidence} == {"a-court"}


def test_headline_only_is_headline_and_link() -> None:
    """Nothing but the headline of such a source is shown, even if its text were here."""
    work = assignment(replace(PAYWALLED, text="The envoys may call each other in June, one said."))
    written = writing.write(work)
    assert written.headline.text == PAYWALLED.title
    assert written.headline.evidence[0].quote == PAYWALLED.title
    assert (written.claims, written.lead) == ((), None)


@pytest.mark.parametrize("text", ["", "Blah blah blah.", "****** DUTY RISES Blah blah blah."])
def test_a_flash_without_a_text_is_its_headline(text: str) -> None:
    """Nothing is quoted from a text that says nothing."""
    flash = replace(STALLED, title="****** U.S. RAISES DUTY ON STEEL TO 25 PCT", text=text)
    written = writing.write(assignment(flash))
    assert written.headline.text == "U.S. raises duty on steel to 25 pct"
    assert written.claims == ()


def test_without_title_and_text_nothing_is_claimed() -> None:
    """An empty article gives an empty headline rather than an error or an invention."""
    written = writing.write(assignment(replace(STALLED, title="", text="")))
    assert (written.headline.text, written.claims) == ("", ())


def test_no_sentence_points_at_one_that_is_not_there() -> None:
    """ "He did not …" is told only behind the sentence that says who he is."""
    for form in Form:
        texts = [c.text for c in writing.write(assignment(STALLED, form=form)).claims]
        for at, text in enumerate(texts):
            if text.startswith("“He "):
                assert "The two sides" in texts[at - 1]


def test_copies_of_one_report_are_told_once() -> None:
    """Two publishers with the same sentence add nothing to each other."""
    copy = replace(STALLED, number=2, article_id="a-copy", publisher="Regional Post")
    written = writing.write(assignment(STALLED, copy))
    assert len({claim.text for claim in written.claims}) == len(written.claims)


def test_the_same_assignment_gives_the_same_words() -> None:
    """The choice is a pure function: every replica writes the same briefing."""
    assert writing.write(assignment(STALLED, COURT)) == writing.write(assignment(STALLED, COURT))


def test_an_answer_is_what_the_sources_say_to_the_question() -> None:
    """The sentences that share the question's words, best first, at most three."""
    work = assignment(
        STALLED, COURT, task=Task.ANSWER, question="What did the court rule about IEEPA authority?"
    )
    written = writing.write(work)
    assert "exceeded his authority under IEEPA" in written.claims[0].text
    assert stands(work, written)


@pytest.mark.parametrize("question", ["Who won the football cup?", "", "???"])
def test_what_the_sources_do_not_say_is_not_answered(question: str) -> None:
    """No claims is an honest answer."""
    work = assignment(STALLED, COURT, task=Task.ANSWER, question=question)
    assert writing.write(work).claims == ()


def test_a_summary_is_in_the_order_of_the_text() -> None:
    """Key sentences of one article as they stand in it."""
    [source] = assignment(STALLED).sources
    claims = writing.write(assignment(task=Task.SUMMARY)).claims
    places = [source.text.index(claim.evidence[0].quote) for claim in claims]
    assert len(claims) >= 3
    assert places == sorted(places)


def test_a_source_whose_rights_are_excerpts_may_be_quoted() -> None:
    """The feed's own words are what such a source's text holds."""
    assert writing.write(assignment(replace(STALLED, rights=Rights.EXCERPT))).claims
