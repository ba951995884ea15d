# SPDX-License-Identifier: MPL-2.0
"""A ZMTP 3.0 connection with CURVE written by hand (RFC 23 and 26), for what no library would send: a
message whose frames never end.

    line = Line("tcp://127.0.0.1:5701", keys, server_key)
    line.send(b"x" * 1000, more=True)
"""

import ctypes
import ctypes.util
import os
import socket
import struct

import zmq
import zmq.utils.z85

_sodium = ctypes.CDLL(ctypes.util.find_library("sodium") or "libsodium.so.23")
_sodium.sodium_init()
MAC_SIZE = 16


def box(text, nonce, public, secret):
    """crypto_box."""
    out = ctypes.create_string_buffer(len(text) + MAC_SIZE)
    if _sodium.crypto_box_easy(out, text, ctypes.c_ulonglong(len(text)), nonce, public, secret):
        raise ValueError("cannot box")
    return out.raw


def unbox(cipher, nonce, public, secret):
    """crypto_box_open."""
    out = ctypes.create_string_buffer(len(cipher) - MAC_SIZE)
    if _sodium.crypto_box_open_easy(out, cipher, ctypes.c_ulonglong(len(cipher)), nonce, public, secret):
        raise ValueError("cannot open")
    return out.raw


class Line:
    """One connection as a DEALER; the handshake is done when it is made."""

    def __init__(self, endpoint, keys, server_key):
        host, port = endpoint.removeprefix("tcp://").split(":")
        self.socket = socket.create_connection((host, int(port)), timeout=5)
        self.server = zmq.utils.z85.decode(server_key)
        self.public, self.secret = (zmq.utils.z85.decode(key) for key in (keys.public, keys.secret))
        short = [zmq.utils.z85.decode(key) for key in zmq.curve_keypair()]
        self.short_public, self.short_secret = short
        self.count = 0
        self.short_server = b""
        self._shake_hands()

    def _nonce(self, prefix):
        self.count += 1
        tail = struct.pack(">Q", self.count)
        return prefix + tail, tail

    def _read(self, size):
        data = b""
        while len(data) < size:
            got = self.socket.recv(size - len(data))
            if not got:
                raise ConnectionError("closed")
            data += got
        return data

    def _read_command(self):
        flags, size = self._read(2)
        if flags & 2:
            size = struct.unpack(">Q", bytes([size]) + self._read(7))[0]
        return self._read(size)

    def _write(self, flags, body):
        large = len(body) > 255
        size = struct.pack(">Q" if large else "B", len(body))
        self.socket.sendall(bytes([flags | (2 if large else 0)]) + size + body)

    def _shake_hands(self):
        self.socket.sendall(b"\xff" + bytes(8) + b"\x7f\x03\x00" + b"CURVE".ljust(20, b"\0") + bytes(32))
        self._read(64)
        nonce, tail = self._nonce(b"CurveZMQHELLO---")
        self._write(4, b"\x05HELLO\x01\x00" + bytes(72) + self.short_public + tail +
                    box(bytes(64), nonce, self.server, self.short_secret))
        welcome = self._read_command()
        clear = unbox(welcome[24:], b"WELCOME-" + welcome[8:24], self.server, self.short_secret)
        self.short_server, cookie = clear[:32], clear[32:]
        voucher = os.urandom(16)
        vouch = box(self.short_public + self.server, b"VOUCH---" + voucher, self.short_server, self.secret)
        nonce, tail = self._nonce(b"CurveZMQINITIATE")
        metadata = b"\x0bSocket-Type" + struct.pack(">I", 6) + b"DEALER"
        self._write(4, b"\x08INITIATE" + cookie + tail +
                    box(self.public + voucher + vouch + metadata, nonce, self.short_server, self.short_secret))
        ready = self._read_command()
        if not ready.startswith(b"\x05READY"):
            raise ConnectionError(f"not welcome: {ready[:40]!r}")

    def send(self, data, more=False):
        """One frame of a message."""
        nonce, tail = self._nonce(b"CurveZMQMESSAGEC")
        self._write(0, b"\x07MESSAGE" + tail +
                    box(bytes([more]) + data, nonce, self.short_server, self.short_secret))

    def close(self):
        """Without a farewell."""
        self.socket.close()
