# SPDX-License-Identifier: MPL-2.0
"""A small independent client of the bus, written from the contract alone: CURVE, envelope, one effect
per id, and a feed reader that verifies the chain.

    client = Client("portal", keys, {"intake": Address(["tcp://127.0.0.1:5701"], server_key)})
    reply = client.call("intake.eligibility.get", {"organisation": "0190..."})

In data, ids are texts (36 characters); on the wire they are 16 bytes. What the contract does not
know, or does not call an id, is sent as it is given: a test must be able to send what is wrong.
"""

import hashlib
import os
import re
import threading
import time
import uuid

import msgpack
import zmq

PROTO = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "proto")
SILENCE_S = 3.0
ZERO_CHAIN = bytes(32)
ZERO_ID = bytes(16)


class Contract:
    """Records, messages, words and error numbers, as the .def files state them."""

    def __init__(self):
        paths = re.findall(r'^#include "proto/([^"]+)"', self._read("messages.def"), re.M)
        text = "".join(self._read(path) for path in paths)
        self.records, self.messages, self.choices = {}, {}, {}
        for name in re.findall(r"^RECORD\((\w+),", text, re.M):
            self.records[name] = {}
        pattern = r'^FIELD\((\w+), (\w+), (\w+), (REQ|OPT), ([-\w]+), ([-\w]+), (\w+), "'
        for record, kind, name, presence, low, high, sub in re.findall(pattern, text, re.M):
            self.records[record][name] = {"kind": kind, "required": presence == "REQ",
                                          "min": low, "max": high, "sub": sub}
        pattern = r'^MESSAGE\((\w+), "([^"]+)", (\w+), (\w+), (\w+),'
        for record, kind, group, owner, answer in re.findall(pattern, text, re.M):
            self.messages[kind] = {"record": record, "class": group, "owner": owner,
                                   "answer": answer}
        for group, word in re.findall(r'^CHOICE\((\w+), \w+, "([^"]+)"\)', self._read("choices.def"),
                                      re.M):
            self.choices.setdefault(group, []).append(word)
        self.errors = {name: int(number) for name, number in
                       re.findall(r"^ERROR\((\w+), (\d+),", self._read("errors.def"), re.M)}
        self.error_names = {number: name for name, number in self.errors.items()}

    @staticmethod
    def _read(name):
        with open(os.path.join(PROTO, name), encoding="utf-8") as text:
            return text.read()

    def convert(self, record, value, one_id):
        """The value with one_id applied to each of its ids; anything unforeseen stays as it is."""
        if not isinstance(value, dict):
            return value
        fields = self.records[record]
        return {key: self._convert_field(fields.get(key), item, one_id)
                for key, item in value.items()}

    def _convert_field(self, field, value, one_id):
        kind = field["kind"] if field else ""
        if kind == "ID":
            return one_id(value)
        if kind == "IDS" and isinstance(value, list):
            return [one_id(item) for item in value]
        if kind == "NEST":
            return self.convert(field["sub"], value, one_id)
        if kind == "LIST" and isinstance(value, list):
            return [self.convert(field["sub"], item, one_id) for item in value]
        return value


CONTRACT = Contract()


def id_bytes(value):
    """A text id as bytes; what is no id stays as it is."""
    try:
        return uuid.UUID(value).bytes if isinstance(value, str) else value
    except ValueError:
        return value


def id_text(value):
    """16 bytes as text; anything else as it is."""
    return str(uuid.UUID(bytes=value)) if isinstance(value, bytes) and len(value) == 16 else value


_last_id = [0]
_id_lock = threading.Lock()


def new_id(at_ms=None):
    """A UUIDv7 as text, rising strictly within the process unless an instant is given."""
    now_ms = int(time.time() * 1000) if at_ms is None else at_ms
    stamp = now_ms << 12
    if at_ms is None:
        with _id_lock:
            stamp = _last_id[0] = max(_last_id[0] + 1, stamp)
    high = (stamp >> 12) << 16 | 0x7000 | (stamp & 0xfff)
    low = 0x8000000000000000 | int.from_bytes(os.urandom(8), "big") >> 2
    return str(uuid.UUID(int=high << 64 | low))


def pack(kind, data, **envelope):
    """The frame of a message. envelope: id, actor, subject, root, cause, after, time_us, ..."""
    known = CONTRACT.messages.get(kind)
    frame = {"type": kind}
    frame.update(CONTRACT.convert("envelope", envelope, id_bytes))
    frame["data"] = CONTRACT.convert(known["record"], data, id_bytes) if known else data
    return msgpack.packb(frame, use_bin_type=True)


def unpack(frame):
    """A frame as Python values. Refuses what is not one whole map."""
    value = msgpack.unpackb(frame, raw=False, strict_map_key=True)
    if not isinstance(value, dict):
        raise ValueError("a frame is one map")
    return value


def read_message(frame):
    """An event or command frame with its ids as text."""
    message = CONTRACT.convert("envelope", unpack(frame), id_text)
    known = CONTRACT.messages[message["type"]]
    message["data"] = CONTRACT.convert(known["record"], message.get("data", {}), id_text)
    return message


_noted = set()


def note(word):
    """Keeps that a client was answered so, with a type or an error, where a run of all stories collects it."""
    path = os.environ.get("ENTRAIDE_ANSWERED")
    if path and word not in _noted:
        _noted.add(word)
        with open(path, "a", encoding="ascii") as answered:
            answered.write(word + "\n")


class Reply:
    """What answered a message; `frame` is the reply byte for byte."""

    def __init__(self, frame, kind=None):
        self.frame = frame
        value = CONTRACT.convert("reply", unpack(frame), id_text)
        self.re = value.get("re")
        self.status = value.get("status")
        self.code = value.get("code", 0)
        self.error = CONTRACT.error_names.get(self.code, "")
        self.path = value.get("path", "")
        self.expected = value.get("expected", "")
        self.retry_after_ms = value.get("retry_after_ms", 0)
        self.seq = value.get("seq", 0)
        self.incarnation = value.get("incarnation")
        data = value.get("data")
        known = CONTRACT.messages.get(kind)
        note(self.error)
        self.data = CONTRACT.convert(known["answer"], data, id_text) if known and data else data

    @property
    def done(self):
        """The effect is there."""
        return self.status == "done"

    def __repr__(self):
        words = [self.status, self.error, self.path, self.expected]
        return f"<{' '.join(word for word in words if word)} {self.data if self.done else ''}>"


class Unknown(Exception):
    """No answer in time: the effect may be there or not; resolve(id) tells."""

    def __init__(self, service, kind, message_id):
        super().__init__(f"no answer from {service} to {kind} {message_id}")
        self.service, self.kind, self.id = service, kind, message_id


class Refused(Exception):
    """An answer other than done, where done was needed."""

    def __init__(self, kind, data, reply):
        super().__init__(f"{kind}: {reply} for {str(data)[:300]}")
        self.reply = reply


class Keys:
    """A CURVE key pair in Z85."""

    def __init__(self, public, secret):
        self.public, self.secret = public, secret

    @classmethod
    def new(cls):
        """A fresh pair."""
        public, secret = zmq.curve_keypair()
        return cls(public.decode(), secret.decode())

    @classmethod
    def load(cls, path):
        """From a file with a line secret-key = "..."."""
        with open(path, encoding="utf-8") as text:
            secret = re.search(r'secret-key = "([^"]{40})"', text.read()).group(1)
        return cls(zmq.curve_public(secret.encode()).decode(), secret)


class Address:
    """A service: the endpoints of its instances and its public key."""

    def __init__(self, endpoints, key):
        self.endpoints, self.key = list(endpoints), key


def dealer(context, keys, address, endpoint):
    """A socket that fails at once when nobody is there, and holds nothing back."""
    socket = context.socket(zmq.DEALER)
    socket.linger = 0
    socket.setsockopt(zmq.IMMEDIATE, 1)
    socket.setsockopt(zmq.RECONNECT_IVL, 100)
    socket.setsockopt(zmq.RECONNECT_IVL_MAX, 500)
    socket.setsockopt(zmq.MAXMSGSIZE, 272 << 10)
    if keys:
        socket.curve_serverkey = address.key.encode()
        socket.curve_publickey = keys.public.encode()
        socket.curve_secretkey = keys.secret.encode()
    socket.connect(endpoint)
    return socket


class Peer:
    """One DEALER to one endpoint of a service at a time."""

    def __init__(self, keys, address):
        self.keys, self.address = keys, address
        self.current = 0
        self.socket = None
        self.reconnects = 0

    def open(self):
        """The socket; made when there is none."""
        if self.socket is None:
            endpoint = self.address.endpoints[self.current]
            self.socket = dealer(zmq.Context.instance(), self.keys, self.address, endpoint)
        return self.socket

    def next(self):
        """Closes, so that the next open goes to the next endpoint."""
        self.close()
        self.reconnects += 1
        self.current = (self.current + 1) % len(self.address.endpoints)

    def close(self):
        """Nothing stays queued."""
        if self.socket is not None:
            self.socket.close()
            self.socket = None

    def send(self, frame, deadline):
        """False when nobody is there until then."""
        while True:
            try:
                self.open().send(frame, zmq.NOBLOCK)
                return True
            except zmq.Again:
                if time.monotonic() > deadline:
                    return False
                self.socket.poll(5, zmq.POLLOUT)

    def receive(self, timeout_s):
        """The next frame, or None. Replies are single frames."""
        socket = self.open()
        if not socket.poll(max(0, int(timeout_s * 1000)), zmq.POLLIN):
            return None
        parts = socket.recv_multipart()
        return parts[0] if len(parts) == 1 else None


class Client:
    """Calls with one identity. Use one per thread."""

    def __init__(self, name, keys, addresses):
        self.name, self.keys = name, keys
        self.addresses = addresses
        self.peers = {}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """Ends all connections."""
        for peer in self.peers.values():
            peer.close()
        self.peers = {}

    def peer(self, service):
        """The connection to a service."""
        if service not in self.peers:
            self.peers[service] = Peer(self.keys, self.addresses[service])
        return self.peers[service]

    @staticmethod
    def service_of(kind, service=None):
        """Who answers this type."""
        return service or CONTRACT.messages[kind]["owner"]

    def pack(self, kind, data, message_id, **envelope):
        """The frame that call would send."""
        envelope.setdefault("time_us", time.time_ns() // 1000)
        envelope.setdefault("source", self.name)
        return pack(kind, data, id=message_id, **envelope)

    def call(self, kind, data=None, *, service=None, id=None, timeout_s=20.0, **envelope):
        """Sends until there is a final answer, always under the same id; else raises Unknown."""
        service = self.service_of(kind, service)
        message_id = id or new_id()
        frame = self.pack(kind, data or {}, message_id, **envelope)
        reply = self.exchange(service, frame, message_id, timeout_s)
        if reply is None:
            raise Unknown(service, kind, message_id)
        reply = Reply(reply, kind)
        if reply.done:
            note(kind)
        return reply

    def need(self, kind, data=None, **options):
        """The data of an answer that must be done."""
        reply = self.call(kind, data, **options)
        if not reply.done:
            raise Refused(kind, data, reply)
        return reply.data

    def exchange(self, service, frame, message_id, timeout_s):
        """The reply frame to message_id, or None when time is over."""
        peer = self.peer(service)
        end = time.monotonic() + timeout_s
        while time.monotonic() < end:
            attempt_end = min(end, time.monotonic() + SILENCE_S)
            answer = None
            if peer.send(frame, attempt_end):
                answer = self.await_reply(peer, message_id, attempt_end)
            if answer is None:
                peer.next()
                continue
            reply = Reply(answer)
            if not reply.retry_after_ms:
                return answer
            time.sleep(min(reply.retry_after_ms / 1000, max(0, end - time.monotonic())))
        return None

    @staticmethod
    def await_reply(peer, message_id, end):
        """Replies to earlier attempts of other messages are passed over."""
        while time.monotonic() < end:
            frame = peer.receive(end - time.monotonic())
            if frame is not None and id_text(unpack(frame).get("re")) == message_id:
                return frame
        return None

    def resolve(self, service, message_id, kind=None, timeout_s=30.0):
        """The stored Reply to a command of this type, or None when it did not and will never run."""
        data = self.need("resolve", {"id": message_id}, service=service, timeout_s=timeout_s)
        return Reply(data["reply"], kind) if data["outcome"] == "known" else None

    def send_raw(self, service, *parts, timeout_s=5.0):
        """Sends bytes as they are."""
        peer = self.peer(service)
        end = time.monotonic() + timeout_s
        while True:
            try:
                peer.open().send_multipart(parts, zmq.NOBLOCK)
                return
            except zmq.Again:
                if time.monotonic() > end:
                    raise Unknown(service, "bytes", None) from None
                peer.socket.poll(10, zmq.POLLOUT)

    def receive(self, service, timeout_s):
        """The next reply of any message, or None."""
        frame = self.peer(service).receive(timeout_s)
        return None if frame is None else Reply(frame)

    def call_many(self, service, messages, window=200, timeout_s=60.0):
        """Sends (type, data) pairs with a window, all again when silent; the replies in their order."""
        items = [(new_id(), kind, data) for kind, data in messages]
        frames = {one: self.pack(kind, data, one) for one, kind, data in items}
        kinds = {one: kind for one, kind, _ in items}
        waiting = [one for one, _, _ in items]
        flying, replies = set(), {}
        peer = self.peer(service)
        end = time.monotonic() + timeout_s
        while len(replies) < len(items) and time.monotonic() < end:
            while waiting and len(flying) < window:
                if not peer.send(frames[waiting[0]], end):
                    break
                flying.add(waiting.pop(0))
            frame = peer.receive(SILENCE_S)
            if frame is None:
                peer.next()
                waiting = sorted(flying) + waiting
                flying.clear()
                continue
            one = id_text(unpack(frame).get("re"))
            reply = Reply(frame, kinds.get(one))
            if one not in flying:
                continue
            flying.discard(one)
            if reply.retry_after_ms:
                waiting.append(one)
                time.sleep(reply.retry_after_ms / 1000)
            else:
                replies[one] = reply
        if len(replies) < len(items):
            raise Unknown(service, "one of many", None)
        return [replies[one] for one, _, _ in items]


class ChainError(Exception):
    """The feed is not what its chain says."""


def answer_once(client, kind, data, message_id, **envelope):
    """The answer to a message that is sent once, without asking again when it says "not yet"."""
    service = client.service_of(kind)
    client.send_raw(service, client.pack(kind, data, message_id, **envelope))
    return client.receive(service, 10)


def chain_after(chain, digest):
    """The chain after one more event."""
    return hashlib.sha256(chain + digest).digest()


class Feed:
    """Reads one feed from a cursor, verifies it and grants credit for what it was given.

        for event in Feed(client, "intake").read_until(lambda seen: ...): ...
    """

    CREDIT = 1000
    CREDIT_BYTES = 4 << 20

    def __init__(self, client, service, seq=0, epoch=0, chain=ZERO_CHAIN):
        self.client, self.service = client, service
        self.peer = Peer(client.keys, client.addresses[service])
        self.seq, self.epoch, self.chain = seq, epoch, chain
        self.session = None
        self.head = 0
        self.refused = None
        self.keys = {}
        self.heartbeats = 0
        self.hidden = 0  # events that came as a digest
        self.heard = 0.0

    def close(self):
        """Ends the session."""
        self.peer.close()

    def open(self):
        """Asks for everything after the cursor."""
        self.session = None
        self.heard = time.monotonic()
        data = {"consumer": self.client.name, "epoch": self.epoch, "seq": self.seq,
                "chain": self.chain, "credit_events": self.CREDIT,
                "credit_bytes": self.CREDIT_BYTES}
        self.peer.send(pack("feed.open", data), time.monotonic() + SILENCE_S)

    def step(self, timeout_s):
        """Takes one frame; the events it brought, as messages."""
        if self.session is None and self.refused is None and \
                (not self.heard or time.monotonic() - self.heard > SILENCE_S):
            self.open()
        frame = self.peer.receive(timeout_s)
        if frame is None:
            if time.monotonic() - self.heard > SILENCE_S:
                self.peer.next()
                self.session = None
                self.heard = 0.0
            return []
        self.heard = time.monotonic()
        message = unpack(frame)
        return self._take(message["type"], message.get("data", {}))

    def _take(self, kind, data):
        if kind == "feed.ok":
            self.session, self.head = data["session"], data["head_seq"]
        elif kind == "feed.refused":
            self.refused, self.session = data["reason"], None
        elif kind == "feed.heartbeat":
            self.heartbeats += 1
            self.head = data["head_seq"]
        elif kind == "feed.batch" and data["session"] == self.session:
            return self._take_batch(data)
        return []

    def _take_batch(self, data):
        if data["first_seq"] != self.seq + 1 or data["chain_before"] != self.chain:
            raise ChainError(f"{self.service}: batch at {data['first_seq']}, wanted {self.seq + 1}")
        events, size = [], 0
        for item in data["events"]:
            body = item.get("body")
            digest = hashlib.sha256(body).digest() if body else item["digest"]
            self.chain = chain_after(self.chain, digest)
            self.seq += 1
            size += len(body or b"")
            self.hidden += body is None
            if body:
                events.append(read_message(body))
        if self.chain != data["chain"]:
            raise ChainError(f"{self.service}: chain differs at {self.seq}")
        self.epoch, self.head = data["epoch"], data["head_seq"]
        for key in data.get("keys", []):
            self.keys[id_text(key["id"])] = key["secret"]
        credit = {"session": self.session, "events": len(data["events"]), "bytes": size,
                  "committed_seq": self.seq}
        self.peer.send(pack("feed.credit", credit), time.monotonic() + 1)
        return events

    def read_until(self, enough, timeout_s=20.0):
        """All events until enough(event) holds for one or time is over; then the list so far."""
        seen = []
        end = time.monotonic() + timeout_s
        while time.monotonic() < end and self.refused is None:
            for event in self.step(0.2):
                seen.append(event)
                if enough(event):
                    return seen
        return seen

    def read_all(self, timeout_s=20.0):
        """Everything up to the head as the producer states it now."""
        seen = []
        end = time.monotonic() + timeout_s
        while time.monotonic() < end and self.refused is None:
            seen += self.step(0.2)
            if self.session is not None and self.seq >= self.head:
                break
        return seen
