"""Static files that cost a slow link little: packed, and asked for once per version.

The address holds a hash of everything in ``static/``, so that browsers keep a file for ever and modules still
find each other by relative names; nothing is collected or rewritten. With ``DEBUG`` neither is done.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from whitenoise.middleware import WhiteNoiseMiddleware

PACKED = {".css", ".js", ".json", ".svg"}  # fonts and pictures are packed already
SMALL = 200  # bytes: what fits into one packet anyway
_ACCEPTS = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))")


class StaticFiles(WhiteNoiseMiddleware):  # type: ignore[misc]  # has no types
    """Serves the files of this version; asked for those of another, it gives its own, not to be kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.packed: dict[str, bytes] = {}
        self.kept = not settings.DEBUG
        super().__init__(get_response)
        self.other_version = re.compile(r"^/static/(?:[0-9a-f]{12}/)?(?P<name>.+)$")

    def add_file_to_dictionary(self, url: str, path: str, stat_cache: Any = None) -> None:
        super().add_file_to_dictionary(url, path, stat_cache=stat_cache)
        ours = Path(path).is_relative_to(settings.BASE_DIR / "static")
        if ours and Path(path).suffix in PACKED:
            plain = Path(path).read_bytes()
            packed = gzip.compress(plain, mtime=0)
            if len(plain) > SMALL and len(packed) < len(plain):
                self.packed[url] = packed

    def immutable_file_test(self, path: str, url: str) -> bool:
        return self.kept

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        asked = request.path_info
        if not self.kept or not asked.startswith("/static/"):
            response: HttpResponseBase = super().__call__(request)
            return response
        found = self.other_version.match(asked)
        url = asked if asked in self.files or not found else f"{self.static_prefix}{found['name']}"
        if url not in self.files:
            return self.get_response(request)  # type: ignore[no-any-return]
        packed = self.packed.get(url)
        if packed and "Range" not in request.headers and _accepts_gzip(request):
            response = self._packed(url, request, packed)
        else:
            response = self.serve(self.files[url], request)
        if packed:
            response["Vary"] = "Accept-Encoding"
        if url != asked:
            response["Cache-Control"] = "no-cache"
        return response

    def _packed(self, url: str, request: HttpRequest, packed: bytes) -> HttpResponseBase:
        whole = request.method == "GET"
        plain = self.files[url].get_response("HEAD" if whole else request.method, request.META)
        found = plain.status == HTTPStatus.OK
        response = HttpResponse(packed if found and whole else b"", status=int(plain.status))
        del response["Content-Type"]
        for name, value in plain.headers:
            response[name] = value
        if found:
            response["Content-Length"] = str(len(packed))
            response["Content-Encoding"] = "gzip"
        return response


def _accepts_gzip(request: HttpRequest) -> bool:
    return bool(_ACCEPTS.search(request.headers.get("Accept-Encoding", "")))


class PackedPages(GZipMiddleware):
    """Packs pages, which hold a masked token at most; never sound, which must not wait for a packer."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.streaming or not response.get("Content-Type", "").startswith("text/html"):
            return response
        return super().process_response(request, response)
