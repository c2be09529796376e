"""The dossier manifest: what a dossier consists of, down to the digest of each document."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from ppir_desktop.protocol.fields import Count, Name, Sha256, Text, Titles


class DocumentEntry(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One document of a dossier.

    Attributes:
        title: What it is called.
        media_type: What it is, such as ``application/pdf``.
        size: Size of the plain bytes.
        digest: SHA-256 of the plain bytes.
        blob: SHA-256 of the encrypted file: the blob's name.
        blob_size: Size of the encrypted file.
        pages: Number of pages; None where that means nothing.
    """

    title: Name
    media_type: Name
    size: Count
    digest: Sha256
    blob: Sha256
    blob_size: Count
    pages: Count | None


class DossierManifest(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a dossier is about and which documents belong to it.

    Attributes:
        dossier: Application number.
        product: Name of the product.
        applicant: Name of the firm.
        sub_field: Code of its technical sub-field.
        projects: Numbers of the R&D projects that it came out of.
        summary: A few sentences on it.
        documents: Its documents, in the order in which they are shown.
    """

    dossier: Name
    product: Titles
    applicant: Name
    sub_field: Name
    projects: Annotated[tuple[Name, ...], Meta(max_length=100)]
    summary: Text
    documents: Annotated[tuple[DocumentEntry, ...], Meta(max_length=500)]
