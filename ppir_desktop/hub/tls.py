"""The certificate that a hub makes for itself; invitations carry its fingerprint."""

from __future__ import annotations

import datetime as dt
import ipaddress
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from ppir_desktop.common.identifiers import Digest, digest_of

_YEARS: Final = 5


def make_certificate(names: list[str], now: dt.datetime) -> tuple[bytes, bytes]:
    """A self-signed certificate (RFC 5280) and its key, both in PEM.

    Args:
        names: Host names and addresses that it is for.
        now: From when it holds; a day earlier, since clocks differ.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "PPIR hub")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=365 * _YEARS))
        .add_extension(x509.SubjectAlternativeName([_general(name) for name in names]), False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    return (
        certificate.public_bytes(serialization.Encoding.PEM),
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
    )


def certificate_digest(pem: bytes) -> Digest:
    """SHA-256 of a certificate (DER), as browsers and ``openssl x509 -fingerprint`` show it."""
    certificate = x509.load_pem_x509_certificate(pem)
    return digest_of(certificate.public_bytes(serialization.Encoding.DER))


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)
