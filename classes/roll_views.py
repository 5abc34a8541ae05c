"""Who is in a class: adding a list, cards, and one pupil's page with all that a teacher may do there."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.purposes import PURPOSES, TEACHER_MAY_LISTEN, TEACHER_SEES_PROGRESS
from accounts.selectors import consent_given
from classes.access import for_teachers, member_or_404, user_of
from classes.addresses import join_address, only_here, qr_code, short_address
from classes.codes import code_shown
from classes.forms import PaperForm
from classes.guardians import guardian_consent_of, guardian_consent_record, guardian_consent_withdraw
from classes.listening import MayNotListen, recording_open, recordings_of
from classes.models import Membership, SchoolClass
from classes.nicknames import BadNickname
from classes.progress import progress_of
from classes.roll import (
    CannotStay,
    ClassFull,
    NicknameTaken,
    is_pupil_account,
    pins_renew,
    pupil_erase,
    pupil_move,
    pupil_rename,
    pupil_take_back,
    pupil_take_out,
    pupils_add,
    pupils_merge,
)
from classes.selectors import classes_of, pupils_in
from classes.teacher_views import class_shown, since_or_before
from classes.texts import text_of
from conversations.models import Turn


@for_teachers
@require_POST
def pupils_new(request: HttpRequest, school_class: SchoolClass) -> HttpResponse:
    """Add a pasted list. What cannot be added stays in the field, each line with its reason."""
    pasted = pupils_add(school_class, request.POST.get("names", ""))
    if pasted.names:
        added = len(pasted.names)
        said = ngettext("One pupil added.", "%(count)d pupils added.", added) % {"count": added}
        messages.success(request, f"{said} {_('Print their cards: they bring the PINs.')}")
    if pasted.names and not pasted.amiss:
        return redirect("class", class_id=school_class.pk)
    amiss = [(line, text_of(f"name.{code}")) for line, code in pasted.amiss] or [("", text_of("name.empty"))]
    left = "\n".join(line for line, _code in pasted.amiss)
    return class_shown(request, school_class, status=422, amiss=amiss, names=left)


@for_teachers
@require_POST
def cards(request: HttpRequest, school_class: SchoolClass) -> HttpResponse:
    """New PINs and the sheet that bears them. They are on this page only: nothing keeps them readable."""
    if request.POST.get("which") == "new":
        listed = list(pupils_in(school_class).filter(pin=""))
    else:
        listed = _ticked(request, school_class)
    if not listed:
        messages.info(request, _("Everybody has a card. Tick the pupils who need a new one."))
        return redirect("class", class_id=school_class.pk)
    pins = pins_renew(listed)
    address = join_address(request, school_class.code)
    context = {
        "class": school_class,
        "code": code_shown(school_class.code),
        "cards": [(member, pins[member.pk]) for member in listed],
        "qr": qr_code(address),
        "address": short_address(request),
        "only_here": only_here(request),
    }
    return render(request, "classes/cards.html", context)


@for_teachers
@require_POST
def papers(request: HttpRequest, school_class: SchoolClass) -> HttpResponse:
    """The guardians of all who are ticked signed: one folder, one date, a row for each."""
    form = PaperForm(request.POST)
    listed = _ticked(request, school_class)
    if not form.is_valid() or not listed:
        ticked = {member.pk for member in listed}
        more = {"paper_form": form, "ticked": ticked, "nobody": not listed}
        return class_shown(request, school_class, status=422, **more)
    for member in listed:
        signed_on, reference = form.cleaned_data["signed_on"], form.cleaned_data["reference"]
        guardian_consent_record(member.pupil, signed_on, reference, user_of(request))
    count = len(listed)
    said = ngettext("One paper written down.", "%(count)d papers written down.", count) % {"count": count}
    messages.success(request, said)
    return redirect("class", class_id=school_class.pk)


def _ticked(request: HttpRequest, school_class: SchoolClass) -> list[Membership]:
    wanted = [one for one in request.POST.getlist("pupil") if _is_id(one)]
    return list(pupils_in(school_class).filter(pk__in=wanted))


@for_teachers
@require_safe
def pupil_page(request: HttpRequest, school_class: SchoolClass, member_id: int) -> HttpResponse:
    return _pupil_shown(request, school_class, member_or_404(school_class, member_id))


def _pupil_shown(
    request: HttpRequest,
    school_class: SchoolClass,
    member: Membership,
    paper_form: PaperForm | None = None,
    status: int = 200,
    **more: object,
) -> HttpResponse:
    teacher = user_of(request)
    paper = guardian_consent_of(member.pupil)
    context = {
        "class": school_class,
        "member": member,
        "paper": paper,
        "paper_form": paper_form or PaperForm(),
        "papers": member.pupil.guardian_consents.select_related("recorded_by"),
        "progress": progress_of([member], since_or_before(school_class.created_at)).get(member.pk),
        "sees": consent_given(member.pupil, TEACHER_SEES_PROGRESS),
        "listens": consent_given(member.pupil, TEACHER_MAY_LISTEN),
        "purposes": PURPOSES,
        "recordings": recordings_of(teacher, member.pupil),
        "others": [one for one in pupils_in(school_class) if one.pk != member.pk],
        "moves_to": classes_of(teacher).exclude(pk=school_class.pk),
        "merges": is_pupil_account(member.pupil),
        **more,
    }
    return render(request, "classes/pupil.html", context, status=status)


@for_teachers
@require_POST
def pupil_paper(request: HttpRequest, school_class: SchoolClass, member_id: int) -> HttpResponse:
    """A guardian signed, or took it back: with the date and where the paper lies."""
    member = member_or_404(school_class, member_id)
    form = PaperForm(request.POST)
    if not form.is_valid():
        return _pupil_shown(request, school_class, member, form, 422, unkept=text_of("form.amiss"))
    taken_back = request.POST.get("step") == "withdraw"
    record = guardian_consent_withdraw if taken_back else guardian_consent_record
    record(member.pupil, form.cleaned_data["signed_on"], form.cleaned_data["reference"], user_of(request))
    if taken_back:
        messages.success(request, _("Written down. Nothing of this pupil's voice is heard or kept any more."))
    else:
        messages.success(request, _("Written down. This pupil may speak from now on."))
    return redirect("class-pupil", class_id=school_class.pk, member_id=member.pk)


@for_teachers
@require_POST
def pupil_change(request: HttpRequest, school_class: SchoolClass, member_id: int) -> HttpResponse:
    """Another nickname, another class, two accounts made one, or back into the class."""
    member = member_or_404(school_class, member_id)
    step = STEPS.get(request.POST.get("step", ""))
    if step is None:
        raise Http404("no such step")
    try:
        done = step(request, school_class, member)
    except BadNickname as bad:
        return _refused(request, school_class, member, f"name.{bad.code}")
    except NicknameTaken:
        here = request.POST["step"] in {"rename", "back"}
        return _refused(request, school_class, member, "name.twice" if here else "class.taken")
    except ClassFull:
        return _refused(request, school_class, member, "class.full")
    except CannotStay:
        return _refused(request, school_class, member, "merge.cannot")
    messages.success(request, done)
    member.refresh_from_db()
    return redirect("class-pupil", class_id=member.school_class_id, member_id=member.pk)


def _refused(request: HttpRequest, school_class: SchoolClass, member: Membership, code: str) -> HttpResponse:
    member.refresh_from_db()
    wanted = request.POST.get("nickname", "")[:100]
    return _pupil_shown(request, school_class, member, status=422, problem=text_of(code), wanted=wanted)


def _rename(request: HttpRequest, school_class: SchoolClass, member: Membership) -> str:
    pupil_rename(member, request.POST.get("nickname", ""))
    return _("Kept. The pupil signs in with this nickname from now on.")


def _move(request: HttpRequest, school_class: SchoolClass, member: Membership) -> str:
    wanted = request.POST.get("to", "")
    to = classes_of(user_of(request)).filter(pk=wanted).first() if _is_id(wanted) else None
    if to is None:
        raise Http404("no class of this teacher's")
    pupil_move(member, to)
    return _("Moved. The PIN stays; the class code is now %(code)s.") % {"code": code_shown(to.code)}


def _merge(request: HttpRequest, school_class: SchoolClass, member: Membership) -> str:
    other = request.POST.get("other", "")
    goes = pupils_in(school_class).filter(pk=other).first() if _is_id(other) else None
    if goes is None:
        raise CannotStay
    pupils_merge(member, goes)
    return _("Now one pupil: the talks of both are here, and this PIN stays.")


def _back(request: HttpRequest, school_class: SchoolClass, member: Membership) -> str:
    pupil_take_back(member)
    return _("Back in the class. The old PIN works again.")


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 12


STEPS: dict[str, Callable[[HttpRequest, SchoolClass, Membership], str]] = {
    "rename": _rename,
    "move": _move,
    "merge": _merge,
    "back": _back,
}


@for_teachers
def pupil_leave(request: HttpRequest, school_class: SchoolClass, member_id: int) -> HttpResponse:
    """Out of the class: asks first whether the account goes, too."""
    member = member_or_404(school_class, member_id)
    if request.method == "POST":
        if request.POST.get("step") == "erase":
            pupil_erase(member)
            messages.success(request, _("Erased, with everything this pupil said."))
        else:
            pupil_take_out(member)
            messages.success(request, _("Out of the class. The talks are kept; you may take the pupil back."))
        return redirect("class", class_id=school_class.pk)
    context = {"class": school_class, "member": member, "erases": is_pupil_account(member.pupil)}
    return render(request, "classes/leave.html", context)


@for_teachers
@require_safe
def pupil_recording(
    request: HttpRequest, school_class: SchoolClass, member_id: int, turn_id: int
) -> HttpResponseBase:
    """One recording, where the pupil lets the teacher listen; each time is written down."""
    member = member_or_404(school_class, member_id)
    try:
        turn = recording_open(user_of(request), member.pupil, turn_id)
    except (MayNotListen, Turn.DoesNotExist):
        raise Http404 from None
    response = FileResponse(turn.recording.open("rb"), content_type="audio/wav")
    response["Cache-Control"] = "private, no-store"
    return response
