"""The class's own certificate authority, and the server's certificate under it.

The authority is limited to private addresses and this computer's names (RFC 5280 §4.2.1.10): whoever
trusts it for a lesson trusts it for nothing else, even should its key be stolen. Its key stays in the data
folder, readable by its owner only.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address, ip_network
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

AUTHORITY_DAYS = 3650
SERVER_DAYS = 397  # phones refuse longer ones
RENEW_DAYS = 30
PRIVATE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8")


@dataclass(frozen=True, slots=True)
class Certificates:
    """Files, all PEM: what phones trust, and what the server shows."""

    authority: Path
    server: Path
    server_key: Path


def certificates_ready(folder: Path, addresses: list[str], names: list[str]) -> Certificates:
    """The certificates for these addresses and names; made once, renewed where they no longer fit."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    files = certificates_in(folder)
    authority_key = folder / "authority.key"
    names = ["localhost", *names]
    addresses = ["127.0.0.1", *addresses]
    if not (authority_key.exists() and _permits(files.authority, addresses, names)):
        _make_authority(files.authority, authority_key, addresses, names)
        files.server.unlink(missing_ok=True)
    if not (files.server_key.exists() and _fits(files.server, addresses, names)):
        _make_server(files, authority_key, addresses, names)
    return files


def certificates_in(folder: Path) -> Certificates:
    return Certificates(folder / "authority.crt", folder / "server.crt", folder / "server.key")


def fingerprint(certificate: Path) -> str:
    """SHA-256 as phones show it: pairs of hexadecimal digits."""
    return _read(certificate).fingerprint(hashes.SHA256()).hex(" ").upper()


def _make_authority(file: Path, key_file: Path, addresses: list[str], names: list[str]) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    made = datetime.now(UTC)
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"im4talkin class {made:%d.%m.%Y}")])
    blocks = [*PRIVATE, *(address for address in addresses if not _is_in(PRIVATE, address))]
    permitted: list[x509.GeneralName] = [x509.IPAddress(ip_network(block)) for block in blocks]
    permitted += [x509.DNSName(name) for name in ("local", *names)]
    certificate = (
        _builder(issuer, issuer, key.public_key(), made, AUTHORITY_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .add_extension(x509.NameConstraints(permitted, excluded_subtrees=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    _write_key(key_file, key)
    file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))


def _make_server(files: Certificates, authority_key: Path, addresses: list[str], names: list[str]) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    signing = serialization.load_pem_private_key(authority_key.read_bytes(), None)
    assert isinstance(signing, ec.EllipticCurvePrivateKey)
    authority = _read(files.authority)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "im4talkin")])
    reached: list[x509.GeneralName] = [x509.IPAddress(ip_address(address)) for address in addresses]
    reached += [x509.DNSName(name) for name in names]
    certificate = (
        _builder(subject, authority.subject, key.public_key(), datetime.now(UTC), SERVER_DAYS)
        .add_extension(x509.SubjectAlternativeName(reached), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key()), critical=False
        )
        .sign(signing, hashes.SHA256())
    )
    _write_key(files.server_key, key)
    chain = certificate.public_bytes(serialization.Encoding.PEM) + files.authority.read_bytes()
    files.server.write_bytes(chain)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, made: datetime, days: int
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(made - timedelta(days=1))  # a phone's clock may be behind
        .not_valid_after(made + timedelta(days=days))
    )


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs,
        key_cert_sign=signs,
        crl_sign=signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _write_key(file: Path, key: ec.EllipticCurvePrivateKey) -> None:
    """Readable by its owner from the first byte on."""
    file.unlink(missing_ok=True)
    data = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(data)


def _permits(authority: Path, addresses: list[str], names: list[str]) -> bool:
    """Whether it is still good, and may vouch for all of these."""
    if not _lasts(authority):
        return False
    limits = _read(authority).extensions.get_extension_for_class(x509.NameConstraints).value
    permitted = limits.permitted_subtrees or []
    blocks = [str(part.value) for part in permitted if isinstance(part, x509.IPAddress)]
    ends = [part.value for part in permitted if isinstance(part, x509.DNSName)]
    return all(_is_in(blocks, address) for address in addresses) and all(
        any(name == end or name.endswith(f".{end}") for end in ends) for name in names
    )


def _is_in(blocks: Iterable[str], address: str) -> bool:
    return any(ip_address(address) in ip_network(block) for block in blocks)


def _lasts(file: Path) -> bool:
    try:
        ends = _read(file).not_valid_after_utc
    except (OSError, ValueError):
        return False  # missing or damaged: it is made anew
    return ends > datetime.now(UTC) + timedelta(days=RENEW_DAYS)


def _fits(file: Path, addresses: list[str], names: list[str]) -> bool:
    if not _lasts(file):
        return False
    reached = _read(file).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    known = {str(address) for address in reached.get_values_for_type(x509.IPAddress)}
    known |= set(reached.get_values_for_type(x509.DNSName))
    return {*addresses, *names} <= known


def _read(file: Path) -> x509.Certificate:
    """The first certificate of a PEM file; raises OSError or ValueError."""
    return x509.load_pem_x509_certificate(file.read_bytes())
