"""Pages about topics."""

from django.urls import path

from topics import views

urlpatterns = [
    path("topics/", views.topics, name="topic-list"),
    path("t/<slug:slug>/", views.topic, name="topic"),  # short: it is passed on
]
