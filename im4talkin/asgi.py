"""The ASGI application: Django's pages, and the WebSocket a talk runs over."""

from __future__ import annotations

import os

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "im4talkin.settings")
_pages = get_asgi_application()  # sets Django up: what follows may import models


from conversations.routing import websocket_urlpatterns  # noqa: E402
from im4talkin.bodies import bounded  # noqa: E402

# A browser sends cookies with a socket that any page opens; only the Origin tells whose page it was.
application = ProtocolTypeRouter(
    {
        "http": bounded(_pages),
        "websocket": AllowedHostsOriginValidator(AuthMiddlewareStack(URLRouter(websocket_urlpatterns))),
    }
)
