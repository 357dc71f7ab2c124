"""The port on loopback where Prometheus asks: a few callers at once, none of them for long.

Anybody on the device can connect to it, so whoever holds a connection holds one of a few threads
and for seconds only; who comes when all are taken is shown the door and asks again.
"""

from __future__ import annotations

import contextlib
import socketserver
import threading
from typing import Any, Final
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

CALLERS_MAX: Final = 8
CALLER_SECONDS: Final = 5.0  # without a byte from the caller


class _Call(WSGIRequestHandler):
    timeout = CALLER_SECONDS

    def handle(self) -> None:
        """Answer; a caller that goes, or says nothing, is no error of ours."""
        with contextlib.suppress(OSError):
            super().handle()

    def log_message(self, format: str, *args: Any) -> None:
        """Who asks is not told."""


class MetricsPort(socketserver.ThreadingMixIn, WSGIServer):
    """Answers with a WSGI application from ``open`` to ``close``."""

    daemon_threads = True

    def __init__(self, host: str, port: int, app: Any) -> None:
        """Listen. Raises ``OSError``."""
        self._free = threading.BoundedSemaphore(CALLERS_MAX)
        super().__init__((host, port), _Call)
        self.set_app(app)
        self._thread = threading.Thread(target=self.serve_forever, name="metrics", daemon=True)

    def open(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def close(self) -> None:
        """Stop to listen; after ``open``."""
        self.shutdown()
        self.server_close()
        self._thread.join()

    def process_request(self, request: Any, client_address: Any) -> None:
        """A thread for the caller, if there is one left."""
        if not self._free.acquire(blocking=False):
            self.shutdown_request(request)
            return
        try:
            super().process_request(request, client_address)
        except BaseException:  # no more threads for this process
            self._free.release()
            raise

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """On that thread."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._free.release()
