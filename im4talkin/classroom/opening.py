"""Opening the class: its certificate, its two ways in, and what is told to whoever starts it."""

from __future__ import annotations

import io
from dataclasses import dataclass

import segno
from django.conf import settings

from im4talkin import server
from im4talkin.classroom.addresses import door_addresses, host_names, lan_addresses
from im4talkin.classroom.certificates import Certificates, certificates_ready, fingerprint
from im4talkin.classroom.door import Door
from im4talkin.console import told as _


@dataclass(frozen=True, slots=True)
class Classroom:
    """Both sockets are bound: nothing is promised that another program has."""

    certificates: Certificates
    beside: tuple[server.Beside, server.Beside]

    def close(self) -> None:
        for way in self.beside:
            way.bound.close()


def classroom_open(port: int) -> Classroom:
    """Bind https on ``port`` and the door one below it; raises server.PortTaken."""
    certificates = certificates_ready(settings.DATA_DIR / "class", lan_addresses(), host_names())
    secure = server.port_bind(port, server.EVERYWHERE)
    try:
        plain = server.port_bind(port - 1, server.EVERYWHERE)
    except server.PortTaken:
        secure.close()
        raise
    https = server.config(ssl_certfile=certificates.server, ssl_keyfile=certificates.server_key)
    door = server.config(Door(certificates.authority, port))
    return Classroom(certificates, (server.Beside(https, secure), server.Beside(door, plain)))


def greeting(classroom: Classroom, port: int, board: str) -> str:
    """For the terminal: the address, its code, and how a phone comes to trust it."""
    addresses = door_addresses(port)
    if not addresses:
        return _(
            "The class is open, but this computer is in no network that phones could join: connect it "
            "to the Wi-Fi of the room, or switch its own hotspot on, and start again."
        )
    code = io.StringIO()
    segno.make(addresses[0], error="l").terminal(code, compact=True, border=2)
    others = " " + _("(or %(addresses)s)", addresses=", ".join(addresses[1:])) if addresses[1:] else ""
    print_ = fingerprint(classroom.certificates.authority)
    trust = _("Each phone trusts the class once; the page explains how. The certificate's fingerprint:")
    trouble = _(
        "Should nothing open on a phone: same Wi-Fi? A firewall on this computer? Some school networks\n"
        "keep devices apart; a hotspot of this computer does not."
    )
    return (
        f"{_('The class comes in here: %(address)s', address=addresses[0])}{others}\n{code.getvalue()}\n"
        f"{_('For the wall: %(address)s', address=board)}\n{trust}\n{print_}\n{trouble}"
    )
