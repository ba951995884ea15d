# SPDX-License-Identifier: MPL-2.0
"""Journals as they rest in the databases: no gap, chains that verify, and cursors that agree."""

import hashlib

from bus import ZERO_CHAIN, chain_after, read_message
from cluster import SERVICES

CURSOR_SIZE = 49  # owner 1, epoch 8, seq 8, chain 32


def check_chain(town, service):
    """{seq: chain after it}, recomputed from the bodies; fails where the journal says otherwise or has a
    gap, and where the stored copies of a body differ from it."""
    chain, chains = ZERO_CHAIN, {0: ZERO_CHAIN}
    rows = town.rows(service, "SELECT seq, type, subject, root, encode(body, 'hex') FROM event ORDER BY seq")
    for number, (seq, kind, subject, root, body) in enumerate(rows, 1):
        assert int(seq) == number, f"{service}: event {seq} where {number} was due"
        frame = bytes.fromhex(body)
        message = read_message(frame)
        found = (message["seq"], message["type"], message["subject"])
        assert found == (number, kind, subject), f"{service}: event {seq} is {found}"
        assert message.get("root", root) == root, f"{service}: root of event {seq}"
        chain = chains[number] = chain_after(chain, hashlib.sha256(frame).digest())
    check_transactions(town, service, chains)
    return chains


def check_transactions(town, service, chains):
    """Transactions follow each other, and each ends with the chain of its last event."""
    due_tx, due_seq, last_epoch = 1, 1, 0
    rows = town.rows(service, "SELECT tx_no, epoch, first_seq, last_seq, encode(chain, 'hex')"
                              " FROM journal ORDER BY tx_no")
    due_tx = int(rows[0][0])
    for tx_no, epoch, first, last, stored in rows:
        where = f"{service}: transaction {tx_no}"
        assert (int(tx_no), int(first)) == (due_tx, due_seq), f"{where}: gap before it"
        assert int(epoch) >= last_epoch, f"{where}: epoch goes back"
        assert bytes.fromhex(stored) == chains[int(last)], f"{where}: chain"
        due_tx, due_seq, last_epoch = due_tx + 1, int(last) + 1, int(epoch)
    assert due_seq == len(chains), f"{service}: events after the last transaction"


def check_cursors(town, chains):
    """Each reader has read all of each feed, and witnesses the producer's own chain. How many."""
    owners = {number + 1: service for number, service in enumerate(SERVICES)}
    seen = 0
    for reader in SERVICES:
        text = town.rows(reader, "SELECT encode(cursors, 'hex') FROM journal"
                                 " ORDER BY tx_no DESC LIMIT 1")[0][0]
        cursors = bytes.fromhex(text)
        for start in range(0, len(cursors), CURSOR_SIZE):
            part = cursors[start:start + CURSOR_SIZE]
            producer, seq = owners[part[0]], int.from_bytes(part[9:17], "big")
            head = len(chains[producer]) - 1
            assert seq == head, f"{reader} has read {seq} of {head} of {producer}"
            assert part[17:] == chains[producer][seq], f"{reader}'s chain of {producer} differs"
            seen += 1
    return seen


def check_all(town):
    """All four; returns {service: number of events}."""
    chains = {service: check_chain(town, service) for service in SERVICES}
    seen = check_cursors(town, chains)
    assert seen >= 8, f"only {seen} cursors"
    return {service: len(found) - 1 for service, found in chains.items()}
