"""Pages about the learner: the first conversation, and what is known."""

from django.urls import path

from practice import known_views, views

urlpatterns = [
    path("hello/", views.onboarding, name="onboarding"),
    path("hello/not-now/", views.put_off, name="onboarding-put-off"),
    path("hello/<slug:code>/", views.step, name="onboarding-step"),
    path("hello/<slug:code>/voice/", views.voice, name="onboarding-voice"),
    path("hello/<slug:code>/say.wav", views.line_audio, {"what": "say"}, name="onboarding-say"),
    path("hello/<slug:code>/tell.wav", views.line_audio, {"what": "tell"}, name="onboarding-tell"),
    path("known/", known_views.known, name="known"),
    path("known/remember/", known_views.remember, name="known-remember"),
    path("known/<int:fact_id>/", known_views.change, name="known-change"),
    path("known/<int:fact_id>/forget/", known_views.forget, name="known-forget"),
    path("known/level/<int:proposal_id>/", known_views.level, name="known-level"),
]
