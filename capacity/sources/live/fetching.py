"""Fetches one address with patience and within bounds, and hands every answer on to be kept."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from importlib.metadata import version
from typing import NoReturn

import httpx
from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception_type,
    stop_after_attempt,
    stop_before_delay,
    wait_random_exponential,
)

from capacity.domain.live import SourceError

USER_AGENT = f"capacity-planner/{version('capacity')} (planner of asylum reception capacity; weekly refresh)"
MEGABYTE = 1_000_000
TOO_MANY_REQUESTS, NOT_FOUND, FIRST_SERVER_FAULT = 429, 404, 500
FIRST_FAULT, MOST_REDIRECTS = 400, 5


@dataclass(frozen=True)
class Limits:
    """How long and how much a reading may take, all in seconds but for `answer_bytes` and `attempts`.

    Args:
        connect, read: until a connection stands, and between two pieces of an answer.
        total: for one source with all its pages, tries and pauses.
        first_pause, longest_pause: before the next try, without a wish of the source itself.
    """

    connect: float = 5.0
    read: float = 15.0
    total: float = 60.0
    attempts: int = 3
    first_pause: float = 1.0
    longest_pause: float = 10.0
    answer_bytes: int = 20 * MEGABYTE


@dataclass(frozen=True)
class Answer:
    """What a source sent, as it came."""

    url: str
    content: bytes
    media_type: str
    retrieved_at: datetime


class _PassingError(Exception):
    """A fault that may be over at the next try."""

    def __init__(self, fault: SourceError, wait: float | None = None) -> None:
        self.fault, self.wait = fault, wait
        super().__init__(str(fault))


class Fetcher:
    """Gets the addresses of one source; the time for all of them together is bounded.

    Args:
        limits: bounds on time and size.
        keep: is given every answer as it came, also one that turns out to be of no use.
    """

    def __init__(self, limits: Limits, keep: Callable[[Answer], object]) -> None:
        self._limits, self._keep = limits, keep
        self._end = time.monotonic() + limits.total

    def get(self, url: str, accept: str, parameters: Mapping[str, str | list[str]] | None = None) -> Answer:
        """The answer of an address; proxies of the environment are used.

        Raises:
            SourceError: no usable answer came in time; the reason says what happened last.
        """
        limits = self._limits
        pause = wait_random_exponential(multiplier=limits.first_pause, max=limits.longest_pause)

        def waiting(state: RetryCallState) -> float:
            fault = state.outcome.exception() if state.outcome else None
            asked = fault.wait if isinstance(fault, _PassingError) else None
            return pause(state) if asked is None else asked

        tries = Retrying(
            retry=retry_if_exception_type(_PassingError),
            stop=stop_after_attempt(limits.attempts) | stop_before_delay(max(self._left(), 0.0)),
            wait=waiting,
            reraise=True,
        )
        try:
            answer = tries(self._once, url, accept, parameters)
        except _PassingError as passing:
            raise passing.fault from passing
        self._keep(answer)
        return answer

    def _left(self) -> float:
        return self._end - time.monotonic()

    def _once(self, url: str, accept: str, parameters: Mapping[str, str | list[str]] | None) -> Answer:
        left = self._left()
        if left <= 0:
            self._too_slow()
        limits = self._limits
        timeout = httpx.Timeout(min(limits.read, left), connect=min(limits.connect, left))
        headers = {"User-Agent": USER_AGENT, "Accept": accept}
        try:
            with (
                httpx.Client(
                    timeout=timeout,
                    headers=headers,
                    follow_redirects=True,
                    max_redirects=MOST_REDIRECTS,
                    verify=_trust(),
                ) as client,
                client.stream("GET", url, params=parameters) as response,
            ):
                self._check_status(response)
                content = self._body(response)
        except httpx.TimeoutException as fault:
            raise _PassingError(SourceError("failed", "timeout", seconds=round(limits.read))) from fault
        except httpx.RemoteProtocolError as fault:
            raise _PassingError(SourceError("failed", "truncated")) from fault
        except httpx.TransportError as fault:
            host = httpx.URL(url).host
            raise _PassingError(SourceError("failed", "no_connection", host=host)) from fault
        except (httpx.HTTPError, httpx.InvalidURL) as fault:
            raise SourceError("failed", "unexpected", error=type(fault).__name__) from fault
        media = response.headers.get("content-type", "").partition(";")[0].strip()
        return Answer(str(response.url), content, media, datetime.now(UTC))

    def _check_status(self, response: httpx.Response) -> None:
        code = response.status_code
        if code < FIRST_FAULT:
            return
        if code == TOO_MANY_REQUESTS:
            wait = _asked_wait(response.headers.get("retry-after", ""))
            raise _PassingError(SourceError("failed", "busy", seconds=round(wait or 0)), wait)
        if code >= FIRST_SERVER_FAULT:
            wait = _asked_wait(response.headers.get("retry-after", ""))
            raise _PassingError(SourceError("failed", "status", status=code), wait)
        if code == NOT_FOUND:
            raise SourceError("failed", "not_found", url=response.url)
        raise SourceError("failed", "status", status=code)

    def _body(self, response: httpx.Response) -> bytes:
        content = bytearray()
        for piece in response.iter_bytes():
            content += piece
            if len(content) > self._limits.answer_bytes:
                raise SourceError("failed", "too_large", megabytes=self._limits.answer_bytes // MEGABYTE)
            if self._left() <= 0:
                self._too_slow()
        return bytes(content)

    def _too_slow(self) -> NoReturn:
        raise SourceError("failed", "timeout", seconds=round(self._limits.total))


@cache
def _trust() -> ssl.SSLContext:
    """The certificates to trust, loaded once: that takes longer than a request."""
    return httpx.create_ssl_context()


def _asked_wait(header: str) -> float | None:
    """Seconds to wait that a source asks for, as a number or as a moment; None when it does not say."""
    text = header.strip()
    if text.isdigit():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
