#!/usr/bin/python3
# SPDX-License-Identifier: MPL-2.0
"""A real SMTP server for tests: keeps each mail it takes as one line of JSON in a file.

    smtp_sink.py --port 1025 --out mails.jsonl [--refuse-first N] [--refuse-for ADDRESS]... \
                 [--refuse-from ADDRESS] [--delay-ms N]

Each line: received_at_us, from, to (list), message_id, subject, body (decoded), language, headers.
Prints "ready HOST PORT" once it listens (port 0: any free one). Ends at SIGTERM or SIGINT.
"""

import argparse
import asyncio
import email
import email.policy
import json
import signal
import sys
import time

from aiosmtpd.smtp import SMTP

SIZE_MAX = 1 << 20


def parse_mail(sender, recipients, content):
    """The mail as a dictionary; texts decoded."""
    mail = email.message_from_bytes(content, policy=email.policy.default)
    return {
        "received_at_us": time.time_ns() // 1000,
        "from": sender,
        "to": recipients,
        "message_id": str(mail["Message-ID"] or "").strip("<>"),
        "subject": str(mail["Subject"] or ""),
        "body": mail.get_content().replace("\r\n", "\n"),
        "language": str(mail["Content-Language"] or ""),
        "headers": {name: str(value) for name, value in mail.items()},
    }


class Sink:
    """Answers the way the options say; everything taken goes to the file before it is acknowledged."""

    def __init__(self, options):
        self.options = options
        self.to_refuse = options.refuse_first
        self.refused_for = {address.lower() for address in options.refuse_for}
        self.out = open(options.out, "a", encoding="utf-8")  # kept open for the life of the server

    async def handle_MAIL(self, _server, _session, envelope, address, options):
        """5xx for ever for the named sender, as when a domain is not set up."""
        if address.lower() == self.options.refuse_from:
            return f"553 5.1.8 <{address}>: sender refused"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(self, _server, _session, envelope, address, _options):
        """5xx for ever for the named addresses. The answer names the address, as servers do."""
        if address.lower() in self.refused_for:
            return f"550 5.1.1 <{address}>: no such user here"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, _server, _session, envelope):
        """4xx for the first mails; slow when told so; else the mail is kept."""
        await asyncio.sleep(self.options.delay_ms / 1000)
        if self.to_refuse > 0:
            self.to_refuse -= 1
            return "451 4.3.0 try again later"
        mail = parse_mail(envelope.mail_from, envelope.rcpt_tos, envelope.content)
        self.out.write(json.dumps(mail, ensure_ascii=False) + "\n")
        self.out.flush()
        return "250 2.0.0 OK"


async def serve(options):
    """Listens until a signal comes."""
    sink = Sink(options)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(sink, data_size_limit=SIZE_MAX, hostname="sink.invalid", loop=loop),
        options.host, options.port)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    print("ready", *server.sockets[0].getsockname()[:2], flush=True)
    await stop.wait()
    server.close()
    sink.out.close()


def main():
    """Reads the options and serves."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=1025)
    parser.add_argument("--out", required=True, help="file for the mails, one JSON a line")
    parser.add_argument("--refuse-first", type=int, default=0, help="mails refused with 451")
    parser.add_argument("--refuse-for", action="append", default=[], help="address refused with 550")
    parser.add_argument("--refuse-from", default="", help="sender address refused with 553")
    parser.add_argument("--delay-ms", type=int, default=0, help="pause before each answer to DATA")
    asyncio.run(serve(parser.parse_args()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
