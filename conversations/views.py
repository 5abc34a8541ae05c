"""Pages: home, the talk, and what is left of it afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.guards import may_give
from accounts.interface import here, is_russian
from accounts.models import Strictness, User
from accounts.purposes import PRACTISE, PURPOSES
from accounts.selectors import consent_given
from accounts.services import profile_of
from conversations.models import Conversation
from conversations.postcards import postcard_for, postcard_read
from conversations.review import review_of
from conversations.review_story import in_retell
from conversations.room import holds_to_talk
from conversations.selectors import conversation_get, conversation_open_for, retell_open
from conversations.services import conversation_start
from conversations.since import since
from conversations.stars import stars_before
from conversations.suggestion import suggestion_for
from conversations.translating import first_language
from topics.models import Topic
from topics.selectors import topic_get, topic_scenario

POSTCARD_SHOWN = "postcard_shown"  # in the session: the talk whose postcard lay open on the first page


@never_cache
@require_safe
@login_required
def home(request: HttpRequest, asks: Mapping[str, Any] | None = None) -> HttpResponse:
    """One thing to do: go on with the open talk, else a postcard to answer, else the suggested topic.

    ``asks`` is a question to the learner below it: a ``template`` and what it shows.
    """
    user = _user(request)
    open_talk = conversation_open_for(user)
    postcard = postcard_for(user)
    if postcard:
        request.session[POSTCARD_SHOWN] = str(postcard.talk)
    return render(
        request,
        "conversations/home.html",
        {
            "open_talk": open_talk,
            "begun": since(open_talk.started_at).words if open_talk else "",
            "postcard": postcard,
            "suggestion": here(suggestion_for(user)),
            "story": retell_open(user),
            "asks": asks,
        },
    )


@require_POST
@login_required
def talk_start(request: HttpRequest, slug: str) -> HttpResponse:
    try:
        topic = topic_get(slug)
    except Topic.DoesNotExist:
        raise Http404 from None
    return talk_begin(request, topic)


def talk_begin(request: HttpRequest, topic: Topic) -> HttpResponse:
    """A new talk of whoever is signed in, and the way to it."""
    user = _user(request)
    if shown := request.session.pop(POSTCARD_SHOWN, ""):
        postcard_read(user, shown)  # it lay open on the first page, and something else was chosen
    return redirect("talk", talk_id=conversation_start(user=user, topic=topic).pk)


@never_cache
@require_safe
@login_required
def talk(request: HttpRequest, talk_id: UUID) -> HttpResponse:
    user = _user(request)
    conversation = _conversation(user, talk_id)
    if conversation.status == Conversation.Status.FINISHED:
        return redirect("review", talk_id=talk_id)
    scenario = topic_scenario(conversation.topic)
    return render(
        request,
        "conversations/talk.html",
        {
            "talk": conversation,
            "scenario": scenario,
            "stars": tuple(map(here, stars_before(scenario))),
            "may_listen": consent_given(user, PRACTISE),
            "may_agree": may_give(user, PRACTISE),
            "consent": here(PURPOSES[PRACTISE]),
            "profile": profile_of(user),
            "class_mode": holds_to_talk(user),
            "in_retell": in_retell(conversation),
            "translates": first_language(user),
        },
    )


@never_cache
@require_safe
@login_required
def review(request: HttpRequest, talk_id: UUID) -> HttpResponse:
    user = _user(request)
    conversation = _conversation(user, talk_id)
    profile = profile_of(user)
    return render(
        request,
        "conversations/review.html",
        {
            "talk": conversation,
            "review": review_of(conversation),
            "reads_russian": is_russian() or profile.native_language == "ru",
            "all_better": profile.strictness == Strictness.MORE,
            "suggestion": here(suggestion_for(user)),
        },
    )


def _user(request: HttpRequest) -> User:
    """``login_required`` has seen to it; this says so to the types."""
    assert isinstance(request.user, User)
    return request.user


def _conversation(user: User, talk_id: UUID) -> Conversation:
    """The learner's own talk. Somebody else's is as unknown as one that never was."""
    try:
        return conversation_get(user, talk_id)
    except Conversation.DoesNotExist:
        raise Http404 from None
