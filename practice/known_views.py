"""What the buddy knows: shown with its source, put right, forgotten; and the change of level it proposes."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.forms import NameField, OwnWordsField
from accounts.models import User
from accounts.services import profile_of
from practice.first_talk import first_talk
from practice.models import Fact, LevelProposal
from practice.selectors import known_of
from practice.services import fact_change, fact_forget, facts_collect, level_answer, memory_set
from practice.texts import TEXTS


@never_cache
@require_safe
@login_required
def known(request: HttpRequest) -> HttpResponse:
    """All of it, by kind, each with where it comes from."""
    user = _user(request)
    facts_collect(user)
    return _page(request, user)


@require_POST
@login_required
def change(request: HttpRequest, fact_id: int) -> HttpResponse:
    """Put a fact right; what cannot be kept is shown again, with what to do."""
    user = _user(request)
    written = request.POST.get("text", "")
    fact = Fact.objects.filter(pk=fact_id, user=user, forgotten=False).first()
    if fact is None:
        raise Http404
    field = NameField() if fact.kind == Fact.Kind.NAME else OwnWordsField()
    try:
        text = field.clean(written)
    except forms.ValidationError:
        text = ""
    if not text:
        return _page(request, user, amiss=fact.pk, written=written, status=422)
    try:
        fact_change(user, fact_id, text)
    except Fact.DoesNotExist:
        raise Http404 from None
    messages.success(request, gettext("Put right."))
    return redirect("known")


@require_POST
@login_required
def forget(request: HttpRequest, fact_id: int) -> HttpResponse:
    """Delete what a fact says."""
    try:
        fact_forget(_user(request), fact_id)
    except Fact.DoesNotExist:
        raise Http404 from None
    messages.success(request, gettext("Forgotten."))
    return redirect("known")


@require_POST
@login_required
def remember(request: HttpRequest) -> HttpResponse:
    """Whether talks may add to it: ``on`` or nothing."""
    keeps = request.POST.get("remembers") == "on"
    memory_set(_user(request), keeps)
    told = gettext("Kept in mind from now on.") if keeps else gettext("Nothing new is kept in mind.")
    messages.success(request, told)
    return redirect("known")


@require_POST
@login_required
def level(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """The answer to a proposed change of level."""
    yes = request.POST.get("answer") == "yes"
    try:
        level_answer(_user(request), proposal_id, yes=yes)
    except LevelProposal.DoesNotExist:
        raise Http404 from None
    told = gettext("Good, that is where we go on.") if yes else gettext("Good, everything stays as it is.")
    messages.success(request, told)
    return redirect("home")


def _page(
    request: HttpRequest, user: User, *, amiss: int = 0, written: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "host": first_talk().host,
        "groups": known_of(user),
        "remembers": profile_of(user).remembers,
        "amiss": amiss,
        "written": written,
        "amiss_text": TEXTS["known.words"],
    }
    return render(request, "practice/known.html", context, status=status)


def _user(request: HttpRequest) -> User:
    """``login_required`` has seen to it; this says so to the types."""
    assert isinstance(request.user, User)
    return request.user
