"""Which addresses this computer has on the local network."""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, ip_address

# Nothing is sent: connecting a datagram socket only asks which way a packet would leave.
_SOMEWHERE = (("10.255.255.255", 1), ("192.168.255.255", 1), ("172.31.255.255", 1), ("192.0.2.1", 1))


def lan_addresses() -> list[str]:
    """IPv4 addresses that a phone in the room may reach, the most likely first; may be empty."""
    found: list[str] = []
    for target in _SOMEWHERE:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            try:
                probe.connect(target)
            except OSError:
                continue
            found.append(str(probe.getsockname()[0]))
    try:
        known = socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)
        found += [str(entry[4][0]) for entry in known]
    except OSError:
        pass  # a computer whose own name nobody knows
    return [address for address in dict.fromkeys(found) if may_be_reached(address)]


def may_be_reached(text: str) -> bool:
    """Whether this is an address of a private network, as a school's is."""
    try:
        address = ip_address(text)
    except ValueError:
        return False
    return (
        isinstance(address, IPv4Address)
        and address.is_private
        and not (address.is_loopback or address.is_link_local or address.is_unspecified)
    )


def host_names() -> list[str]:
    """Names of this computer that a phone may know: its own, and the one of multicast DNS."""
    name = socket.gethostname().split(".")[0].lower()
    return [name, f"{name}.local"] if name and name != "localhost" else []


def door_addresses(port: int) -> list[str]:
    """What phones open first, the most likely address first; the door is one port below the class."""
    return [f"http://{address}:{port - 1}/" for address in lan_addresses()]
