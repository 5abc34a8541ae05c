"""The table of addresses: what a stranger, another learner, a teacher without the learner's word, and the
owner get at each. Add a row for a new page; ``test_who_sees_what`` fails without it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from accounts.models import User
from classes.models import Assignment, Membership
from conversations.models import Conversation

SLUG = "butterflies-on-the-night-train"


@dataclass
class Owned:
    """What belongs to the learner; addresses are made of it."""

    talk: Conversation
    card: str
    receipt: str
    owner: User
    member: Membership  # of the owner, in a class of somebody else's
    assignment: Assignment
    fact: int


@dataclass(frozen=True)
class Row:
    """An address, and the status each gets: signed out, another learner, a teacher, the owner."""

    name: str
    out: int
    other: int
    teacher: int
    owner: int
    args: Callable[[Owned], list[object]] = lambda _: []
    method: str = "get"
    data: dict[str, object] = field(default_factory=dict)
    query: str = ""


def talks(*more: object) -> Callable[[Owned], list[object]]:
    return lambda owned: [owned.talk.pk, *more]


def private(name: str, *more: object, owner: int = 200, **fields: object) -> Row:
    """Of one talk: who is not signed in is asked to, everybody else finds nothing."""
    return Row(name, 302, 404, 404, owner, talks(*more), **fields)


def open_to_all(name: str, *args: object, **fields: object) -> Row:
    return Row(name, 200, 200, 200, 200, lambda _: list(args), **fields)


def for_themselves(name: str, status: int = 200, **fields: object) -> Row:
    """Shows whoever asks what is theirs: nobody sees anybody else's."""
    return Row(name, 302, status, status, status, **fields)


def of_a_class(name: str, *more: str, **fields: object) -> Row:
    """For its own teachers (tests/classes/test_who_may.py): nobody else comes in, its pupils neither."""

    def args(owned: Owned) -> list[object]:
        given = {"member": owned.member.pk, "assignment": owned.assignment.pk, "turn": 1}
        return [owned.member.school_class_id, *(given[each] for each in more)]

    return Row(name, 302, 403, 403, 403, args, **fields)


def of_the_fact(name: str, owner: int) -> Row:
    return Row(name, 302, 404, 404, owner, lambda owned: [owned.fact], method="post")


ROWS = [
    open_to_all("home"),
    open_to_all("topic-list"),
    open_to_all("topic", SLUG),
    open_to_all("healthz"),
    open_to_all("readyz"),
    Row("metrics", 200, 200, 200, 200),  # from this machine, as in tests; figures without anybody in them
    Row("class-board", 404, 404, 404, 404),  # where there is no class
    Row("guest-start", 302, 302, 302, 302, lambda _: [SLUG], method="post"),
    Row("sign-in", 200, 302, 302, 302),
    Row("sign-in-link", 410, 410, 410, 410, lambda _: ["unknown"]),
    Row("sign-out", 302, 200, 200, 200),
    Row("language", 400, 400, 400, 400, method="post"),
    for_themselves("sign-out-elsewhere", 302, method="post"),
    for_themselves("choices"),
    for_themselves("learning", 422, method="post"),
    for_themselves("privacy"),
    for_themselves("privacy-export", method="post"),
    for_themselves("privacy-erase"),
    Row("privacy-receipt", 404, 404, 404, 200, lambda owned: [owned.receipt]),
    Row("privacy-receipt-text", 404, 404, 404, 200, lambda owned: [owned.receipt]),
    for_themselves("talk-start", 302, args=lambda _: [SLUG], method="post"),
    private("talk", owner=302),  # it is over: on to its review
    private("review"),
    private("reply-audio", 0, 0),
    Row("card-audio", 302, 404, 404, 200, lambda owned: [owned.talk.pk, owned.card]),
    private("better-audio", 1, 0),
    private("model-audio"),
    private("postcard-audio"),
    private("postcard", method="post", owner=204),
    private("say", method="post", owner=415, query="?turn=1&at=0"),
    private("how-to-say", method="post", owner=409),  # the talk is over
    private("asked-audio", 1, owner=404),  # nothing was asked for
    private("asked-remove", 1, method="post", owner=302),
    private("ticks", method="post", owner=302, data={"tick": []}),
    private("report", method="post", owner=302, data={"turn": 0, "reason": "rude"}),
    private("recording", 2),
    # Ways in.
    Row("account_login", 200, 302, 302, 302),
    Row("account_logout", 302, 200, 200, 200),
    Row("account_signup", 200, 302, 302, 302),
    Row("sign-up", 200, 302, 302, 302),
    Row("account_inactive", 403, 403, 403, 403),
    Row("account_confirm_email", 404, 404, 404, 404, lambda _: ["unknown"]),
    Row("invited", 404, 404, 404, 404, lambda _: ["unknown"]),
    Row("account_reset_password_from_key", 410, 410, 410, 410, lambda _: ["1", "unknown"]),
    Row("account_email_verification_sent", 302, 302, 302, 302),  # nobody waits for a mail
    open_to_all("account_reset_password"),
    open_to_all("account_reset_password_done"),
    open_to_all("account_reset_password_from_key_done"),
    Row("mfa_authenticate", 302, 302, 302, 302),  # only on the way in
    Row("bring-along", 302, 302, 302, 302),  # there is no guest to bring along
    # One's own account.
    for_themselves("account_email"),
    for_themselves("account_change_password", 302),  # there is none: on to the first one
    for_themselves("account_set_password"),
    for_themselves("account_reauthenticate", 403),  # with what? nobody here has a password
    for_themselves("browsers"),
    for_themselves("browser-end", 302, method="post"),
    for_themselves("mfa_index"),
    for_themselves("mfa_activate_totp"),
    for_themselves("mfa_deactivate_totp", 404),
    for_themselves("mfa_reauthenticate", 403),
    for_themselves("mfa_generate_recovery_codes"),
    for_themselves("mfa_view_recovery_codes", 404),
    for_themselves("mfa_download_recovery_codes", 404),
    # Classes: a pupil's way in and own pages, then the teachers'.
    open_to_all("join"),
    Row("join-forget", 302, 302, 302, 302, method="post"),
    Row("join-class", 404, 404, 404, 404, lambda _: ["QQQQQQ"]),
    Row("join-new", 404, 404, 404, 404, lambda _: ["QQQQQQ"]),
    Row("my-class", 302, 302, 302, 200),
    Row("my-lesson", 302, 302, 302, 200),
    Row("my-lesson-go", 302, 302, 302, 302, method="post"),
    Row("my-hand", 302, 302, 302, 200, method="post"),
    Row("my-duty", 302, 302, 302, 302, lambda owned: [owned.assignment.pk, SLUG], method="post"),
    Row("class-list", 302, 403, 403, 403),
    Row("class-new", 302, 403, 403, 403),
    *map(
        of_a_class,
        [
            *("class", "class-edit", "class-erase", "class-code", "class-wall", "class-marks"),
            *("class-pupils", "class-papers", "class-cards", "class-assign"),
            *("class-live", "class-live-json", "class-end"),
        ],
    ),
    of_a_class("class-pupil", "member"),
    of_a_class("class-paper", "member"),
    of_a_class("class-pupil-change", "member"),
    of_a_class("class-pupil-leave", "member"),
    of_a_class("class-hand", "member"),
    of_a_class("class-recording", "member", "turn"),
    of_a_class("class-assignment", "assignment"),
    of_a_class("class-assignment-remove", "assignment"),
    of_a_class("class-start", "assignment", method="post"),
    # What the buddies know, and the first conversation.
    for_themselves("onboarding", 302),
    for_themselves("onboarding-put-off", 302, method="post"),
    for_themselves("onboarding-step", args=lambda _: ["name"]),
    for_themselves("onboarding-voice", 404, args=lambda _: ["name"], method="post"),  # names are typed
    for_themselves("onboarding-say", args=lambda _: ["name"]),
    for_themselves("onboarding-tell", 404, args=lambda _: ["name"]),
    for_themselves("known"),
    for_themselves("known-remember", 302, method="post"),
    of_the_fact("known-change", 422),
    of_the_fact("known-forget", 302),
    Row("known-level", 302, 404, 404, 404, lambda _: [1], method="post"),  # nothing was proposed
    # Whoever looks after the server.
    Row("status", 404, 404, 200, 404),
    Row("status-engines", 404, 404, 302, 404, method="post"),
]
