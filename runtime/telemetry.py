"""The engine library's own logs and figures, brought to where ours are."""

import logging

from temporalio.runtime import (
    LogForwardingConfig,
    LoggingConfig,
    PrometheusConfig,
    Runtime,
    TelemetryConfig,
    TelemetryFilter,
)


def engine_runtime(metrics: str | None = None) -> Runtime:
    """A runtime for `connect`: logs go through `runtime.logs`, figures to the address `metrics` if given.

    One is enough for a process; make it before the first client.
    """
    # Without the fields that the library appends: those of failures quote what the failure says.
    forward = LogForwardingConfig(logging.getLogger("temporalio.core"), append_log_fields_to_message=False)
    quiet = LoggingConfig(TelemetryFilter(core_level="WARN", other_level="ERROR"), forwarding=forward)
    figures = PrometheusConfig(bind_address=metrics) if metrics else None
    return Runtime(telemetry=TelemetryConfig(logging=quiet, metrics=figures))
