"""What the last talks show, read from their turns."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from accounts.models import User
from conversations.models import Conversation, Turn
from conversations.review_turns import Said, turns_of
from conversations.selectors import scenario_of
from conversations.visits import talks_over
from ml.scenario_text import count_words, sentences, spelled_out
from ml.types import Evidence, TalkState
from practice.refinement import TALKS, TalkEvidence

SPOKEN_WORDS_A_SECOND = 2.4  # an unhurried voice's: how long the buddy's words took to say
OF_LANGUAGE = (Evidence.HEARD.value, Evidence.TYPED.value)
NOBODY_SPOKE = (Turn.Kind.SILENCE, Turn.Kind.GO_ON)


def talks_since(user: User, since: datetime | None) -> list[Conversation]:
    """The last talks that came to their end, the newest first."""
    talks = talks_over(user).filter(topic__is_published=True).select_related("topic")
    if since is not None:
        talks = talks.filter(started_at__gt=since)
    return list(talks.order_by("-started_at")[:TALKS])


def evidence_of(conversation: Conversation) -> TalkEvidence:
    """What one talk shows."""
    state = TalkState.from_json(conversation.state)
    turns = turns_of(conversation)
    mine = [said for said in turns if said.is_learners and not said.is_move]
    own = [said for said in mine if said.turn.evidence in OF_LANGUAGE and not is_offered(conversation, said)]
    read = [said for said in mine if said.turn.evidence == Evidence.CARD]
    starts = _starts(turns)
    return TalkEvidence(
        easier=state.easier,
        harder=state.harder,
        own_words=sum(count_words(said.turn.text) for said in own),
        own_sentences=sum(len(sentences(said.turn.text)) for said in own),
        mended=sum(len(said.turn.corrections.all()) for said in own),
        cards=len(read),
        long_cards=sum(said.turn.reply_key.endswith(".stretch") for said in read),
        start_s=round(median(starts), 1) if starts else None,
        unsure=sum(not said.understood for said in mine),
        turns=len(mine),
    )


def is_offered(conversation: Conversation, said: Said) -> bool:
    """Whether the words are those of a line that was offered: they are ours, typed or not."""
    beat, words = scenario_of(conversation).beat(said.beat), spelled_out(said.turn.text)
    return beat is not None and any(spelled_out(reply.say) == words for reply in beat.replies)


def _starts(turns: list[Said]) -> list[float]:
    """Seconds from the end of the buddy's words to the learner's, as far as the server can know: the time
    that its words take to say is reckoned by their number."""
    starts = []
    for before, said in pairwise(turns):
        turn = said.turn
        if turn.kind != Turn.Kind.SPEECH or turn.interrupts or before.turn.kind in NOBODY_SPOKE:
            continue
        if before.turn.finished_at is None or not turn.evidence:
            continue
        first = before.turn.events.filter(type="reply.sentence").order_by("seq").first()
        begun = first.created_at if first else before.turn.finished_at
        said_for = timedelta(seconds=count_words(before.turn.buddy_text) / SPOKEN_WORDS_A_SECOND)
        starts.append(max(0.0, (turn.created_at - begun - said_for).total_seconds()))
    return starts
