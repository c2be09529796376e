"""What is sent again and again, from anywhere, is there once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from ppir_desktop.common.identifiers import new_identifier
from ppir_desktop.protocol.hub_api import TAKEN_DECODER, decoded, wrap_parcel
from ppir_desktop.protocol.kinds import Kind
from tests.support.callers import Scene

pytest.importorskip("litestar")
pytestmark = pytest.mark.e2e

THREADS, EACH = 8, 125


def test_a_thousand_repeats_leave_one_parcel_and_one_receipt(scene: Scene) -> None:
    before = scene.count()
    header, content = scene.parcel(scene.kim)
    address = f"{scene.hub.address}/v1/rounds/{scene.small.id}/parcels/{header.parcel}"

    def by_program() -> set[bytes]:
        with scene.hub.client() as client:
            return {client.put(scene.kims, header, content) for _ in range(EACH)}

    def by_api() -> set[bytes]:
        receipts = set()
        for _ in range(EACH):
            answer = scene.pool.request(
                "PUT",
                address,
                body=wrap_parcel(header, content),
                headers={"Authorization": f"Bearer {scene.kims}"},
                retries=False,
            )
            assert answer.status == 200, answer.data
            receipts.add(decoded(answer.data, TAKEN_DECODER).receipt)
        return receipts

    with ThreadPoolExecutor(THREADS) as pool:
        started = [pool.submit(one) for one in (by_program, by_api) * (THREADS // 2)]
        receipts = set().union(*(one.result() for one in started))
    assert len(receipts) == 1
    assert scene.count() == before + 1


def test_an_enrolment_sent_by_many_at_once_uses_its_invitation_once(scene: Scene) -> None:
    before = scene.count()
    invitation, person = new_identifier(), scene.small.newcomer("E-8")
    scene.client.invite(scene.small.id, scene.officer, (invitation,))

    header, content = scene.parcel(person, Kind.ENROLMENT, scene.small.enrolment(person, b"s" * 32))

    together = Barrier(THREADS)

    def send(_number: int) -> bytes:
        with scene.hub.client() as client:
            client.info()
            together.wait()
            return client.enrol(invitation, header, content)

    with ThreadPoolExecutor(THREADS) as pool:
        assert len(set(pool.map(send, range(THREADS)))) == 1
    assert scene.count() == before + 1
    # Were each of them counted, the invitation would be used up.
    other = scene.small.newcomer("E-9")
    again = scene.parcel(other, Kind.ENROLMENT, scene.small.enrolment(other, b"s" * 32))
    assert scene.client.enrol(invitation, *again)
