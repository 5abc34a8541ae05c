"""Pages of classes: the teacher's below ``classes/``, the pupils' way in, and what a pupil has of it."""

from django.urls import path

from classes import assign_views, join_views, live_views, pupil_views, roll_views, teacher_views

ONE = "classes/<int:class_id>/"
PUPIL = f"{ONE}pupils/<int:member_id>/"

urlpatterns = [
    path("classes/", teacher_views.class_list, name="class-list"),
    path("classes/new/", teacher_views.class_new, name="class-new"),
    path(ONE, teacher_views.class_page, name="class"),
    path(f"{ONE}edit/", teacher_views.class_edit, name="class-edit"),
    path(f"{ONE}erase/", teacher_views.class_erase, name="class-erase"),
    path(f"{ONE}code/", teacher_views.class_code, name="class-code"),
    path(f"{ONE}wall/", teacher_views.class_board, name="class-wall"),
    path(f"{ONE}marks.csv", teacher_views.class_marks, name="class-marks"),
    path(f"{ONE}pupils/", roll_views.pupils_new, name="class-pupils"),
    path(f"{ONE}papers/", roll_views.papers, name="class-papers"),
    path(f"{ONE}cards/", roll_views.cards, name="class-cards"),
    path(PUPIL, roll_views.pupil_page, name="class-pupil"),
    path(f"{PUPIL}paper/", roll_views.pupil_paper, name="class-paper"),
    path(f"{PUPIL}change/", roll_views.pupil_change, name="class-pupil-change"),
    path(f"{PUPIL}leave/", roll_views.pupil_leave, name="class-pupil-leave"),
    path(f"{PUPIL}recordings/<int:turn_id>.wav", roll_views.pupil_recording, name="class-recording"),
    path(f"{PUPIL}hand/", live_views.hand_down, name="class-hand"),
    path(f"{ONE}assign/", assign_views.assign, name="class-assign"),
    path(f"{ONE}assignments/<int:assignment_id>/", assign_views.assignment_edit, name="class-assignment"),
    path(
        f"{ONE}assignments/<int:assignment_id>/remove/",
        assign_views.assignment_remove,
        name="class-assignment-remove",
    ),
    path(f"{ONE}assignments/<int:assignment_id>/start/", live_views.live_start, name="class-start"),
    path(f"{ONE}live/", live_views.live, name="class-live"),
    path(f"{ONE}live.json", live_views.live_json, name="class-live-json"),
    path(f"{ONE}end/", live_views.live_end, name="class-end"),
    path("join/", join_views.join, name="join"),
    path("join/forget/", join_views.join_forget, name="join-forget"),
    path("join/<str:code>/", join_views.join_class, name="join-class"),
    path("join/<str:code>/new/", join_views.join_new, name="join-new"),
    path("my-class/", pupil_views.my_class, name="my-class"),
    path("my-class/lesson.json", pupil_views.lesson_json, name="my-lesson"),
    path("my-class/lesson/", pupil_views.lesson_go, name="my-lesson-go"),
    path("my-class/hand/", pupil_views.hand, name="my-hand"),
    path("my-class/<int:assignment_id>/<slug:slug>/", pupil_views.duty_go, name="my-duty"),
]
