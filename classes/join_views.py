"""Pupils' way in: a class's code or its QR code, then nickname and PIN."""

from __future__ import annotations

from math import ceil
from typing import Any

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.adapter import asked_first
from accounts.doors import BACKEND, guest_step_aside
from accounts.limits import attempt_allowed, counted_address, seconds_until_next_hour
from accounts.models import User
from accounts.texts import PageText
from classes.codes import code_shown
from classes.devices import Device
from classes.models import Membership, SchoolClass
from classes.nicknames import BadNickname, nickname_read
from classes.pins import pin_is_easy, pin_is_whole
from classes.roll import ClassFull, NicknameTaken, pupil_join
from classes.selectors import CodeRetired, class_with_code, memberships_of
from classes.signing_in import DoNotFit, PinNotWhole, pupil_sign_in
from classes.texts import text_of
from classes.tries import CODES_PER_ADDRESS, MustWait, many_from_here

OWN_DEVICE_SECONDS = 60 * 24 * 60 * 60


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Which class? A device that knows it goes straight on; ``?other`` asks all the same."""
    if request.method == "POST":
        return _class_found(request, request.POST.get("code", ""))
    known = Device.of(request).class_known()
    if known is not None and "other" not in request.GET:
        return redirect("join-class", code=known.code)
    return render(request, "classes/join.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join_class(request: HttpRequest, code: str) -> HttpResponse:
    """Nickname and PIN, of a card or chosen before."""
    found = _class_or_answer(request, code)
    if isinstance(found, HttpResponse):
        return found
    if request.method != "POST":
        user = request.user
        if isinstance(user, User) and memberships_of(user).filter(school_class=found).exists():
            return redirect("home")
        return _door(request, found)
    return _signed_in(request, found)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join_new(request: HttpRequest, code: str) -> HttpResponse:
    """Somebody new joins by the code, where the teacher opened the class."""
    found = _class_or_answer(request, code)
    if isinstance(found, HttpResponse):
        return found
    if not found.is_open:
        return _door(request, found, text_of("join.closed"), status=403)
    if request.method != "POST":
        return render(request, "classes/join_new.html", _context(found))
    return _joined(request, found)


@require_POST
def join_forget(request: HttpRequest) -> HttpResponse:
    """This device shows no names any more."""
    response = redirect("join")
    Device.of(request).without_pupils().keep(response)
    return response


def _class_found(request: HttpRequest, code: str) -> HttpResponse:
    found = _class_or_answer(request, code)
    return found if isinstance(found, HttpResponse) else redirect("join-class", code=found.code)


def _class_or_answer(request: HttpRequest, code: str) -> SchoolClass | HttpResponse:
    """The class of this code; else a page that says what to do. Only codes that are no class's count."""
    try:
        return class_with_code(code)
    except CodeRetired:
        problem, status = text_of("code.retired"), 410
    except SchoolClass.DoesNotExist:
        problem, status = text_of("code.unknown"), 404
        if not attempt_allowed("class-code", counted_address(request), CODES_PER_ADDRESS):
            problem, status = text_of("code.many", minutes=_minutes()), 429
    context = {"problem": problem, "code": code[:20]}
    return render(request, "classes/join.html", context, status=status)


def _signed_in(request: HttpRequest, school_class: SchoolClass) -> HttpResponse:
    device = Device.of(request).named()
    if many_from_here(school_class.pk, device.id, counted_address(request)):
        return _door(request, school_class, text_of("pin.many", minutes=_minutes()), status=429)
    try:
        member = pupil_sign_in(school_class, request.POST.get("nickname", ""), request.POST.get("pin", ""))
    except BadNickname as bad:
        return _door(request, school_class, text_of(f"name.{bad.code}"), status=422)
    except PinNotWhole:
        return _door(request, school_class, text_of("pin.shape"), status=422)
    except DoNotFit:
        return _door(request, school_class, text_of("pin.other"), status=422)
    except MustWait as wait:
        text = text_of("pin.wait", seconds=wait.seconds) if wait.seconds else text_of("pin.card")
        return _door(request, school_class, text, status=429)
    return _enter(request, member, device)


def _joined(request: HttpRequest, school_class: SchoolClass) -> HttpResponse:
    device = Device.of(request).named()
    nickname, pin = request.POST.get("nickname", ""), "".join(request.POST.get("pin", "").split())
    if many_from_here(school_class.pk, device.id, counted_address(request)):
        problem = text_of("pin.many", minutes=_minutes())
    elif not pin_is_whole(pin):
        problem = text_of("pin.shape")
    elif pin_is_easy(pin):
        problem = text_of("pin.easy")
    else:
        try:
            return _enter(request, pupil_join(school_class, nickname_read(nickname), pin), device)
        except BadNickname as bad:
            problem = text_of(f"name.{bad.code}")
        except NicknameTaken:
            problem = text_of("name.twice")
        except ClassFull:
            problem = text_of("join.full")
    context = _context(school_class, problem) | {"nickname": nickname[:100]}
    return render(request, "classes/join_new.html", context, status=422)


def _enter(request: HttpRequest, member: Membership, device: Device) -> HttpResponse:
    """Signed in: on a device of one's own for long, on a shared one until the browser is closed."""
    first = member.pupil.last_login is None
    guest_step_aside(request)
    login(request, member.pupil, backend=BACKEND)
    request.session.set_expiry(OWN_DEVICE_SECONDS if request.POST.get("own") else 0)
    # What was talked about as a guest may come along, and is asked for once.
    response = asked_first(request, member.pupil, redirect("my-class" if first else "home"))
    device.remember(member.school_class, member).keep(response)
    return response


def _door(
    request: HttpRequest, school_class: SchoolClass, problem: PageText | None = None, status: int = 200
) -> HttpResponse:
    device = Device.of(request)
    context = _context(school_class, problem) | {
        "names": device.names(school_class),
        "nickname": request.POST.get("nickname", "")[:100],
    }
    response = render(request, "classes/join_class.html", context, status=status)
    device.remember(school_class).keep(response)
    return response


def _context(school_class: SchoolClass, problem: PageText | None = None) -> dict[str, Any]:
    return {"class": school_class, "code": code_shown(school_class.code), "problem": problem}


def _minutes() -> int:
    return ceil(seconds_until_next_hour() / 60)
