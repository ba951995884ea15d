# SPDX-License-Identifier: MPL-2.0
"""A TCP relay on loopback: forwards bytes after a delay per direction, in order, and can be cut.

    relay = Relay("tcp://127.0.0.1:5701", to_client_s=6.0)
    ... relay.endpoint ...
    relay.close()
"""

import asyncio
import threading
import time

CHUNK_SIZE = 65536


class Relay:
    """Runs in a thread of its own."""

    def __init__(self, target, to_server_s=0.0, to_client_s=0.0):
        """Delays in seconds; they may be changed while it runs and count for what comes after."""
        self.host, port = target.removeprefix("tcp://").rsplit(":", 1)
        self.port = int(port)
        self.to_server_s, self.to_client_s = to_server_s, to_client_s
        self.connections = 0
        self.bytes_to_client = 0
        self.endpoint = None
        self._writers = set()
        self._loop = asyncio.new_event_loop()
        self._server = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        started = threading.Event()
        self._loop.call_soon(lambda: self._loop.create_task(self._listen(started)))
        self._thread.start()
        started.wait()

    def _run(self):
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()

    async def _listen(self, started):
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.endpoint = f"tcp://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        started.set()

    async def _accept(self, client_reader, client_writer):
        self.connections += 1
        try:
            server_reader, server_writer = await asyncio.open_connection(self.host, self.port)
        except OSError:
            client_writer.close()
            return
        self._writers |= {client_writer, server_writer}
        try:
            await asyncio.gather(
                self._forward(client_reader, server_writer, lambda: self.to_server_s),
                self._forward(server_reader, client_writer, lambda: self.to_client_s, True))
        finally:
            for writer in (client_writer, server_writer):
                self._writers.discard(writer)
                writer.close()

    async def _forward(self, reader, writer, delay_s, counts=False):
        """Reads at once and writes later, so that the delay is one of time and not of speed."""
        queue = asyncio.Queue()
        writing = asyncio.ensure_future(self._write_later(queue, writer))
        try:
            while chunk := await reader.read(CHUNK_SIZE):
                self.bytes_to_client += len(chunk) if counts else 0
                queue.put_nowait((time.monotonic() + delay_s(), chunk))
        except OSError:
            pass  # the other end went away: so does this connection
        queue.put_nowait((time.monotonic() + delay_s(), None))
        await writing

    @staticmethod
    async def _write_later(queue, writer):
        while True:
            due, chunk = await queue.get()
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            if chunk is None:
                writer.close()
                return
            try:
                writer.write(chunk)
                await writer.drain()
            except OSError:
                return

    def cut(self):
        """Ends all connections now; new ones are accepted."""
        def close_all():
            for writer in self._writers:
                writer.transport.abort()
        self._loop.call_soon_threadsafe(close_all)

    def close(self):
        """No more listening, no more connections."""
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    async def _end(self):
        self._server.close()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
