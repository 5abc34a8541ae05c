"""What reading a WAV file may raise, where the file is none or lies about its lengths."""

from __future__ import annotations

import struct
import wave

UNREADABLE = (wave.Error, EOFError, RuntimeError, ValueError, struct.error)
