"""How a log line looks: structlog's and everybody else's alike, each with the request id it belongs to."""

import logging
from collections.abc import Sequence

import structlog
from structlog.types import EventDict, Processor, WrappedLogger


def of_its_request(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    """Django tells of a refused request after all middleware: its id is out of the context by then."""
    request = getattr(line.get("_record"), "request", None)
    if request_id := getattr(request, "META", {}).get("DNR_REQUEST_ID"):
        line.setdefault("request_id", request_id)
    return line


SHARED: Sequence[Processor] = (
    structlog.contextvars.merge_contextvars,
    of_its_request,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True, key="ts"),
    structlog.processors.StackInfoRenderer(),
)


FIRST = ("ts", "level", "logger", "request_id", "event")
"""In every line of JSON, in this order; `request_id` is "" where no request is behind it (a sweep, the start)."""


def in_order(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    return {name: line.pop(name, "") for name in FIRST} | dict(line)


class PlainRefusals(logging.Filter):
    """A refused request is one line: its traceback tells nothing, and hides those that do."""

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "status_code", 500) < 500:
            record.exc_info = None
        return True


class Formatter(structlog.stdlib.ProcessorFormatter):
    def format(self, record: logging.LogRecord) -> str:
        """Half a pair of UTF-16 cannot be written: the line would be lost, its values printed by `logging` raw."""
        return super().format(record).encode(errors="backslashreplace").decode()


def formatter(shape: str = "text") -> logging.Formatter:
    """`shape` is "text" for people or "json" for a collector."""
    # Plain: the pretty one takes a second a line, and prints local variables, which are people's data.
    console = structlog.dev.ConsoleRenderer(
        colors=False, timestamp_key="ts", exception_formatter=structlog.dev.plain_traceback
    )
    last: list[Processor] = [console]
    if shape == "json":
        last = [structlog.processors.format_exc_info, in_order, structlog.processors.JSONRenderer(ensure_ascii=False)]
    remove = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    return Formatter(processors=[remove, *last], foreign_pre_chain=list(SHARED))


PROCESSORS: list[Processor] = [
    structlog.stdlib.filter_by_level,
    *SHARED,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
]
"""One list for the life of the process: a logger keeps the one it was made with, a second would leave it behind."""


def configure() -> None:
    """Sends `structlog.get_logger()` through the standard library's handlers, so that one setting rules all lines."""
    structlog.configure(
        processors=PROCESSORS,
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
