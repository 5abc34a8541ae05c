"""Sockets."""

from __future__ import annotations

from django.urls import path

from conversations.consumers import TalkConsumer

websocket_urlpatterns = [path("ws/talks/<uuid:conversation_id>/", TalkConsumer.as_asgi())]
