"""Frames: what arrives is a message of the schema, or an error that costs the sender alone."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator

import pytest

from autograder.candidate.messages import Done, Reply, Request, RunCell
from autograder.candidate.values import WireError
from autograder.candidate.wire import CHUNK, MAGIC, MAX_STRUCTURE, Channel, WireClosed

Ends = tuple[Channel[Reply], socket.socket]


@pytest.fixture
def ends() -> Iterator[Ends]:
    """The examiner's channel, and the candidate's raw end."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield Channel(ours, Reply, max_payload=1000), theirs


def test_a_message_arrives_with_its_payload() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        Channel(theirs, Request, max_payload=1000).send(Reply(7, Done("x")), b"bulk")
        reply, payload = Channel(ours, Reply, max_payload=1000).receive()
    assert reply == Reply(7, Done("x"))
    assert bytes(payload) == b"bulk"


@pytest.mark.parametrize("size", [0, 1, CHUNK - 20, CHUNK, CHUNK + 1, 5 * CHUNK])
def test_messages_that_come_in_one_piece_are_told_apart(size: int) -> None:
    """What was read ahead of one message belongs to the next, and can be written to."""
    ours, theirs = socket.socketpair()
    payloads = [bytes([number]) * size for number in range(3)]
    with ours, theirs:
        sender = Channel(theirs, Request, max_payload=2**20)
        receiver = Channel(ours, Reply, max_payload=2**20)

        def send() -> None:
            for number, payload in enumerate(payloads):
                sender.send(Reply(number, Done("x")), payload)

        sending = threading.Thread(target=send)
        sending.start()
        if size < CHUNK:
            sending.join()  # then all of them are there at once
        received = [receiver.receive() for _ in payloads]
        sending.join()
    assert [reply.id for reply, _ in received] == [0, 1, 2]
    assert [bytes(payload) for _, payload in received] == payloads
    assert not any(payload.readonly for _, payload in received)


@pytest.mark.parametrize("cut", [1, 11, 13, 40])
def test_a_message_may_come_in_pieces(ends: Ends, cut: int) -> None:
    channel, raw = ends
    ours, theirs = socket.socketpair()
    with ours, theirs:
        Channel(theirs, Request, max_payload=1000).send(Reply(7, Done("x")), b"bulk" * 9)
        whole = ours.recv(4096)
    raw.sendall(whole[:cut])
    rest = threading.Timer(0.05, raw.sendall, [whole[cut:]])
    rest.start()
    reply, payload = channel.receive()
    rest.join()
    assert reply == Reply(7, Done("x"))
    assert bytes(payload) == b"bulk" * 9


@pytest.mark.parametrize(
    "data",
    [
        b"HTTP/1.1 200 OK\r\n\r\n",
        struct.pack("<4sII", MAGIC, MAX_STRUCTURE + 1, 0),
        struct.pack("<4sII", MAGIC, 1, 1001) + b"\xc0",
        struct.pack("<4sII", MAGIC, 1, 0) + b"\xc0",
        struct.pack("<4sII", MAGIC, 4, 0) + b"\xdd\xff\xff\xff",
        struct.pack("<4sII", MAGIC, 50_000, 0) + b"\x91" * 50_000,
    ],
    ids=["other protocol", "structure", "payload", "nil", "truncated", "deep"],
)
def test_what_is_not_a_message_is_refused(ends: Ends, data: bytes) -> None:
    channel, raw = ends
    raw.sendall(data)
    with pytest.raises(WireError):
        channel.receive()


def test_a_request_is_not_a_reply(ends: Ends) -> None:
    """The candidate cannot make the examiner act: the schema of its messages has no requests."""
    channel, raw = ends
    Channel(raw, Request, max_payload=1000).send(Request(1, RunCell("1", 1)))
    with pytest.raises(WireError):
        channel.receive()


def test_the_end_of_the_other_side_is_told_apart(ends: Ends) -> None:
    channel, raw = ends
    raw.close()
    with pytest.raises(WireClosed):
        channel.receive()


def test_what_is_too_large_is_not_sent(ends: Ends) -> None:
    channel, _ = ends
    with pytest.raises(WireError, match="too large"):
        channel.send(Request(1, RunCell("1", 1)), bytes(1001))


class Enough(Exception):
    pass


def test_the_clock_is_looked_at_while_bytes_drip(ends: Ends) -> None:
    """Sending a byte now and then must not keep the examiner waiting for ever."""
    channel, raw = ends
    stop = threading.Event()

    def drip() -> None:
        raw.sendall(struct.pack("<4sII", MAGIC, 1000, 0))
        while not stop.wait(0.01):
            raw.sendall(b"\x91")

    ticks = 0

    def tick() -> None:
        nonlocal ticks
        ticks += 1
        if ticks == 3:
            raise Enough

    thread = threading.Thread(target=drip)
    thread.start()
    try:
        with pytest.raises(Enough):
            channel.receive(tick)
    finally:
        stop.set()
        thread.join()


def test_the_clock_is_looked_at_while_nobody_reads(ends: Ends) -> None:
    channel, _ = ends

    def tick() -> None:
        raise Enough

    big = Channel(channel._socket, Reply, max_payload=2**26)
    with pytest.raises(Enough):
        big.send(Request(1, RunCell("1", 1)), bytes(2**25), tick)
