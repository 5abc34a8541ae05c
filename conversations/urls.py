"""Pages of a talk, and the sound they play."""

from django.urls import path

from conversations import asked_views, audio_views, review_views, views

urlpatterns = [
    path("topics/<slug:slug>/talk/", views.talk_start, name="talk-start"),
    path("talks/<uuid:talk_id>/", views.talk, name="talk"),
    path("talks/<uuid:talk_id>/review/", views.review, name="review"),
    path(
        "talks/<uuid:talk_id>/audio/<int:turn>/<int:sentence>.wav",
        audio_views.reply_audio,
        name="reply-audio",
    ),
    path("talks/<uuid:talk_id>/cards/<str:key>.wav", audio_views.card_audio, name="card-audio"),
    path(
        "talks/<uuid:talk_id>/better/<int:turn>/<int:at>.wav",
        review_views.better_audio,
        name="better-audio",
    ),
    path("talks/<uuid:talk_id>/model.wav", review_views.model_audio, name="model-audio"),
    path("talks/<uuid:talk_id>/postcard.wav", review_views.postcard_audio, name="postcard-audio"),
    path("talks/<uuid:talk_id>/postcard/", review_views.postcard, name="postcard"),
    path("talks/<uuid:talk_id>/how/", asked_views.how_to_say, name="how-to-say"),
    path("talks/<uuid:talk_id>/how/<int:phrase>.wav", asked_views.asked_audio, name="asked-audio"),
    path("talks/<uuid:talk_id>/how/<int:phrase>/remove/", asked_views.asked_remove, name="asked-remove"),
    path("talks/<uuid:talk_id>/say/", review_views.say, name="say"),
    path("talks/<uuid:talk_id>/ticks/", review_views.ticks, name="ticks"),
    path("talks/<uuid:talk_id>/report/", review_views.report, name="report"),
    path("talks/<uuid:talk_id>/recordings/<int:turn>.wav", audio_views.recording, name="recording"),
]
