"""Figures for Prometheus: a port on loopback, and a file for node_exporter; both as asked for.

Law: whoever asks is answered from the last standing that was shown; nobody waits for anybody.
"""

from __future__ import annotations

import contextlib
import importlib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Final

from virk_edge.adapters.durable import sentences
from virk_edge.errors import ConfigError, StorageError
from virk_edge.formats.config import MetricsConfig
from virk_edge.formats.metrics import METRICS
from virk_edge.formats.standing import Standing

if TYPE_CHECKING:
    from prometheus_client.core import Metric as Family

    from virk_edge.adapters.metrics_port import MetricsPort

_HOST: Final = "127.0.0.1"
_FILE_SECONDS: Final = 15.0
_FILE_MODE: Final = 0o644  # node_exporter is another user


class Metrics:
    """One daemon's. Everything but ``start`` does nothing where nothing was asked for.

    Raises ConfigError if something was, and prometheus-client is not installed.
    """

    def __init__(self, config: MetricsConfig) -> None:
        self.trouble = ""  # why the file could not be written, empty if it could
        self._config = config
        self._standing: Standing | None = None
        self._file = Path(config.textfile) if config.textfile else None
        self._file_due_s = 0.0
        self._server: MetricsPort | None = None
        self._library: ModuleType | None = None
        if config.port or config.textfile:
            self._library = _library()
            self._registry = self._library.CollectorRegistry()
            self._library.ProcessCollector(namespace="virk_edge", registry=self._registry)
            self._registry.register(self)

    @property
    def port(self) -> int:
        """Where it listens, 0 if it does not."""
        return 0 if self._server is None else self._server.server_port

    def start(self) -> None:
        """Listen, if a port was asked for. Raises ConfigError if it cannot be had."""
        if self._library is None or not self._config.port:
            return
        from virk_edge.adapters.metrics_port import MetricsPort  # a megabyte, not for everybody

        try:
            app = self._library.make_wsgi_app(self._registry)
            self._server = MetricsPort(_HOST, self._config.port, app)
        except OSError as error:
            raise ConfigError(
                f"$.metrics.port: {self._config.port} on {_HOST} cannot be had "
                f"({error.strerror}); name another, or see which program has it"
            ) from None
        self._server.open()

    def show(self, standing: Standing, now_s: float) -> None:
        """Answer with this from now on, and renew the file when that is due.

        now_s: CLOCK_MONOTONIC in seconds. Never raises; ``trouble`` says what the file met with.
        """
        self._standing = standing
        if self._file is None or self._library is None or now_s < self._file_due_s:
            return
        self._file_due_s = now_s + _FILE_SECONDS
        try:
            _replace(self._file, self._library.generate_latest(self._registry))
        except StorageError as error:
            self.trouble = str(error)
        else:
            self.trouble = ""

    def close(self) -> None:
        """Stop listening, and remove the file: old figures would pass for new ones."""
        server, self._server = self._server, None
        if server is not None:
            server.close()
        if self._file is not None and self._standing is not None:
            with contextlib.suppress(OSError):
                self._file.unlink(missing_ok=True)

    def collect(self) -> Iterator[Family]:
        """Every figure of the last standing, for the library; on any thread."""
        from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

        standing = self._standing
        if standing is None:
            return
        for metric in METRICS:
            kind = CounterMetricFamily if metric.is_counter else GaugeMetricFamily
            family = kind(metric.name, metric.help, labels=metric.labels)
            for labels, figure in metric.samples(standing):
                family.add_metric(labels, float(figure))
            yield family


def _library() -> ModuleType:
    try:
        return importlib.import_module("prometheus_client")
    except ImportError:
        raise ConfigError(
            "$.metrics: figures for Prometheus need prometheus-client; install it with "
            'pip install "virk-edge[metrics]", or leave the section out'
        ) from None


def _replace(path: Path, data: bytes) -> None:
    """Not made durable: it is renewed all the time, and often lies in memory."""
    # node_exporter reads every name that ends in .prom.
    fresh = path.with_name(f".{path.name}.new")
    with sentences("write", path):
        with contextlib.suppress(FileNotFoundError):
            fresh.unlink()
        fresh.write_bytes(data)
        fresh.chmod(_FILE_MODE)
        fresh.replace(path)
