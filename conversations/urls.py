"""Pages of a talk, and the sound they play."""

from django.urls import path

from conversations import audio_views, views

urlpatterns = [
    path("", views.home, name="home"),
    path("topics/<slug:slug>/talk/", views.talk_start, name="talk-start"),
    path("talks/<uuid:talk_id>/", views.talk, name="talk"),
    path("talks/<uuid:talk_id>/review/", views.review, name="review"),
    path(
        "talks/<uuid:talk_id>/audio/<int:turn>/<int:sentence>.wav",
        audio_views.reply_audio,
        name="reply-audio",
    ),
    path("talks/<uuid:talk_id>/cards/<str:key>.wav", audio_views.card_audio, name="card-audio"),
    path("talks/<uuid:talk_id>/recordings/<int:turn>.wav", audio_views.recording, name="recording"),
]
