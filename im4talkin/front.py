"""The front door: somebody to talk to for whoever comes by, with no form in between."""

from __future__ import annotations

from math import ceil

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.doors import BACKEND, guest_return
from accounts.limits import attempt_allowed, counted_address, seconds_until_next_hour
from accounts.models import User
from conversations.guests import KEPT_DAYS, guest_talk_start
from conversations.views import home, talk_begin
from practice.asking import question_for
from topics.models import Topic
from topics.selectors import topic_get, topic_list

FEATURED = "getting-to-know-you"  # easy enough for nearly everyone, and it asks about the visitor
KEPT_SECONDS = KEPT_DAYS * 24 * 60 * 60


@never_cache
@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """Home for whoever is signed in, one person to talk to for everyone else."""
    guest_return(request)  # who went to sign in and thought better of it
    if isinstance(request.user, User):
        if request.user.is_guest:
            request.session.set_expiry(KEPT_SECONDS)  # a guest who comes back stays: there is no other way in
        elif request.session.get_expiry_age() > settings.SESSION_COOKIE_AGE:
            request.session.set_expiry(None)  # a guest's no longer
        return home(request, question_for(request.user))
    if not settings.GUESTS:
        return redirect_to_login(request.path)
    listed = topic_list()
    topic = listed.filter(slug=FEATURED).first() or listed.first()
    return render(request, "topics/welcome.html", {"topic": topic})


@never_cache
@require_POST
def guest_start(request: HttpRequest, slug: str) -> HttpResponse:
    """One tap from a visitor to a talk: an account without a name, a session, a conversation."""
    try:
        topic = topic_get(slug)
    except Topic.DoesNotExist:
        raise Http404 from None
    guest_return(request)
    if isinstance(request.user, User):
        return talk_begin(request, topic)
    if not settings.GUESTS:
        return redirect_to_login(reverse("topic", args=[slug]))
    if not attempt_allowed("guest", counted_address(request), settings.GUESTS_PER_HOUR):
        return _too_many(request)
    conversation = guest_talk_start(topic)
    login(request, conversation.user, backend=BACKEND)
    request.session.set_expiry(KEPT_SECONDS)
    return redirect("talk", talk_id=conversation.pk)


def _too_many(request: HttpRequest) -> HttpResponse:
    seconds = seconds_until_next_hour()
    response = render(request, "accounts/guest_limit.html", {"minutes": ceil(seconds / 60)}, status=429)
    response["Retry-After"] = str(seconds)
    return response
