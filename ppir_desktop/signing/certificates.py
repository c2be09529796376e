"""X.509 certificates (RFC 5280): the authority's root, officers below it, persons below them.

A record's author is its key; the certificate says whose key that is, to programs that know
nothing of records (PDF signatures, openssl) as much as to this one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import lru_cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from ppir_desktop.common.errors import InputError
from ppir_desktop.common.identifiers import Digest
from ppir_desktop.signing.keys import PublicKey, SigningKey

_EMAIL_PROTECTION = ExtendedKeyUsageOID.EMAIL_PROTECTION
_CHAIN_LENGTH = 3
_LARGEST = 8192


class Certificate:
    """A certificate that was read; whether to trust it is another question."""

    __slots__ = ("der", "public_key", "subject", "valid_from", "valid_until", "x509")

    def __init__(self, certificate: x509.Certificate) -> None:
        """Take a certificate of `cryptography`'s.

        Raises:
            InputError: ``certificate_unreadable`` when its key is not ours or it names nobody.
        """
        names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        if not names:
            raise InputError("certificate_unreadable")
        self.x509 = certificate
        self.der = certificate.public_bytes(Encoding.DER)
        self.subject = str(names[0].value)
        self.public_key = PublicKey.take(certificate.public_key())
        self.valid_from = certificate.not_valid_before_utc
        self.valid_until = certificate.not_valid_after_utc

    @classmethod
    def read(cls, der: bytes) -> Certificate:
        """Read a certificate in DER.

        Raises:
            InputError: ``certificate_unreadable``.
        """
        if len(der) > _LARGEST:
            raise InputError("certificate_unreadable")
        try:
            return cls(x509.load_der_x509_certificate(der))
        except InputError:
            raise InputError("certificate_unreadable") from None
        except Exception:  # noqa: BLE001 -- the library's errors have no common root
            raise InputError("certificate_unreadable") from None

    def issued(self, other: Certificate) -> bool:
        """Whether this one's key signed another, and this one's name stands in it as issuer."""
        try:
            other.x509.verify_directly_issued_by(self.x509)
        except Exception:  # noqa: BLE001 -- the library's errors have no common root
            return False
        return True

    def may_issue(self) -> bool:
        """Whether it says of itself that it may issue others."""
        try:
            constraints = self.x509.extensions.get_extension_for_class(x509.BasicConstraints).value
            usage = self.x509.extensions.get_extension_for_class(x509.KeyUsage).value
        except (x509.ExtensionNotFound, ValueError):
            return False
        return constraints.ca and usage.key_cert_sign

    def valid_at(self, moment: dt.datetime) -> bool:
        """Whether a time lies within its validity, both ends included."""
        return self.valid_from <= moment <= self.valid_until


def self_issue(
    key: SigningKey, name: str, valid_from: dt.datetime, valid_until: dt.datetime
) -> Certificate:
    """An authority's certificate, signed by its own key."""
    subject = _name(name)
    builder = _builder(subject, subject, key.public, valid_from, valid_until)
    return _sign(builder, key.public, key, path_length=1)


def issue(
    issuer: Certificate,
    issuer_key: SigningKey,
    public: PublicKey,
    *,
    subject: str,
    valid_from: dt.datetime,
    valid_until: dt.datetime,
    officer: bool = False,
) -> Certificate:
    """A certificate for somebody else's key.

    Args:
        issuer: Certificate of who issues it.
        issuer_key: The key to it.
        public: The key that is certified.
        subject: Expert or officer number.
        valid_from: From when it holds.
        valid_until: Until when.
        officer: Whether its holder may issue certificates to persons.
    """
    builder = _builder(_name(subject), issuer.x509.subject, public, valid_from, valid_until)
    return _sign(builder, public, issuer_key, path_length=0 if officer else None)


def check_chain(chain: Sequence[bytes], authority: Digest) -> tuple[Certificate, Certificate]:
    """Follow a person's chain up to the authority.

    Each issuer must have been valid when it issued; whether the person's own certificate holds
    at a later time is asked then (`Certificate.valid_at`).

    Args:
        chain: Certificates in DER: the person's, the officer's, the authority's.
        authority: Fingerprint of the key that all trust in the round hangs on.

    Returns:
        The person's certificate and the officer's.

    Raises:
        InputError: ``certificate_unreadable``, or ``chain_broken`` with the link that does not
            hold: ``length``, ``authority``, ``officer``, ``person`` or ``time``.
    """
    if len(chain) != _CHAIN_LENGTH:
        raise InputError("chain_broken", link="length")
    person = Certificate.read(chain[0])
    officer, root = _issuers(chain[1], chain[2], authority)
    if not officer.issued(person) or person.may_issue():
        raise InputError("chain_broken", link="person")
    if not officer.valid_at(person.valid_from) or not root.valid_at(officer.valid_from):
        raise InputError("chain_broken", link="time")
    return person, officer


# Thousands of persons share a few officers, and what these chains say of them never changes.
@lru_cache(maxsize=64)
def _issuers(
    officer_der: bytes, root_der: bytes, authority: Digest
) -> tuple[Certificate, Certificate]:
    """The officer's and the authority's certificates, which hold together.

    Raises:
        InputError: ``certificate_unreadable``; ``chain_broken`` at ``authority`` or ``officer``.
    """
    officer, root = Certificate.read(officer_der), Certificate.read(root_der)
    if root.public_key.id != authority or not root.may_issue() or not root.issued(root):
        raise InputError("chain_broken", link="authority")
    if not root.issued(officer) or not officer.may_issue():
        raise InputError("chain_broken", link="officer")
    return officer, root


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    public: PublicKey,
    valid_from: dt.datetime,
    valid_until: dt.datetime,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public.key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(valid_from)
        .not_valid_after(valid_until)
    )


def _sign(
    builder: x509.CertificateBuilder,
    public: PublicKey,
    issuer_key: SigningKey,
    *,
    path_length: int | None,
) -> Certificate:
    """Add what a certificate must say of itself, and sign it.

    Args:
        builder: What it says of its holder.
        public: The holder's key.
        issuer_key: The key that signs.
        path_length: How many issuers may stand below it; None for somebody who issues nothing.
    """
    issues = path_length is not None
    identifier = x509.SubjectKeyIdentifier.from_public_key(public.key)
    authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public.key)
    # An officer signs records as well as certificates.
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=not issues,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=issues,
        crl_sign=issues,
        encipher_only=False,
        decipher_only=False,
    )
    builder = (
        builder.add_extension(x509.BasicConstraints(ca=issues, path_length=path_length), True)
        .add_extension(usage, critical=True)
        .add_extension(identifier, critical=False)
        .add_extension(authority, critical=False)
    )
    if not issues:
        extended = x509.ExtendedKeyUsage([_EMAIL_PROTECTION])
        builder = builder.add_extension(extended, critical=False)
    return Certificate(builder.sign(issuer_key.key, hashes.SHA256()))
