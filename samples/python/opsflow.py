"""Reports the exceptions of a WSGI application (Flask, Django, ...) to OpsFlow. Copy this file; it needs no package.

    app.wsgi_app = OpsFlow(app.wsgi_app)            # Flask
    application = OpsFlow(get_wsgi_application())   # Django

It never delays, changes or fails the original answer: at most 100 reports wait for one background thread, further ones
are dropped. A report that OpsFlow does not take is sent again with the same id, so that it is counted once. Frameworks
that answer exceptions themselves hand them over with `reporter.report(exception, environ)`.
"""

import base64
import hashlib
import hmac
import json
import logging
import os
import queue
import socket
import threading
import time
import traceback
import urllib.error
import urllib.parse
import urllib.request
import uuid

MAX_WAITING = 100
TIMEOUT = 5
MAX_ATTEMPTS = 10
LONGEST_PAUSE = 60

log = logging.getLogger("opsflow")


class OpsFlow:
    def __init__(self, application, url=None, server_name=None, secret=None):
        self.application = application
        self.reporter = Reporter(url, server_name, secret)

    def __call__(self, environ, start_response):
        try:
            return self.application(environ, start_response)
        except Exception as error:
            self.reporter.report(error, environ)
            raise


class Reporter:
    def __init__(self, url=None, server_name=None, secret=None):
        self.url = (url or os.environ.get("OPSFLOW_URL", "http://127.0.0.1:8080")).rstrip("/")
        self.server_name = server_name or os.environ.get("OPSFLOW_SERVER_NAME", "shop")
        self.secret = secret or os.environ.get("OPSFLOW_WEBHOOK_SECRET")
        self.waiting = queue.Queue(MAX_WAITING)
        threading.Thread(target=self._run, name="opsflow-reporter", daemon=True).start()

    def report(self, error, environ=None):
        """Queues a report; returns at once."""
        environ = environ or {}
        kind = type(error)
        report = {
            "serverName": self.server_name,
            "errorType": kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}",
            "message": str(error),
            "requestMethod": environ.get("REQUEST_METHOD"),
            "requestUrl": environ.get("PATH_INFO"),
            "stackTrace": "".join(traceback.format_exception(kind, error, error.__traceback__)),
            "timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        }
        try:
            self.waiting.put_nowait((str(uuid.uuid4()), report))
        except queue.Full:
            log.warning("error report dropped: %d wait already", MAX_WAITING)

    def _run(self):
        while True:
            identity, report = self.waiting.get()
            try:
                self._send(identity, report)
            except Exception as error:  # whatever goes wrong with one report, the next one is sent
                log.warning("error report not sent: %s", error)

    def _send(self, identity, report):
        report["serverIp"] = self._own_address()
        body = json.dumps(report).encode()
        for attempt in range(1, MAX_ATTEMPTS + 1):
            pause = min(LONGEST_PAUSE, 2 ** (attempt - 1))
            try:
                request = urllib.request.Request(
                    f"{self.url}/api/v1/webhook/error", body, self._headers(identity, body), method="POST")
                with urllib.request.urlopen(request, timeout=TIMEOUT):
                    return
            except urllib.error.HTTPError as refusal:
                reason = f"OpsFlow answered {refusal.code}"
                if refusal.code < 500 and refusal.code not in (408, 429):
                    break
                wait = refusal.headers.get("Retry-After", "")
                pause = max(pause, int(wait)) if wait.isdigit() else pause
            except OSError as error:
                reason = str(error)
            if attempt < MAX_ATTEMPTS:
                time.sleep(pause)
        log.warning("error report not sent: %s", reason)

    def _headers(self, identity, body):
        # Standard Webhooks: the id stays when a report is sent again, the time is that of the attempt.
        timestamp = str(int(time.time()))
        headers = {"Content-Type": "application/json", "webhook-id": identity, "webhook-timestamp": timestamp}
        if self.secret:
            key = base64.b64decode(self.secret[6:]) if self.secret.startswith("whsec_") else self.secret.encode()
            signed = f"{identity}.{timestamp}.".encode() + body
            headers["webhook-signature"] = "v1," + base64.b64encode(
                hmac.new(key, signed, hashlib.sha256).digest()).decode()
        return headers

    def _own_address(self):
        """The address of this machine that OpsFlow sees; nothing is sent to find it out."""
        place = urllib.parse.urlsplit(self.url)
        try:
            info = socket.getaddrinfo(place.hostname, place.port or 80, type=socket.SOCK_DGRAM)[0]
            with socket.socket(info[0], info[1]) as probe:
                probe.connect(info[4])
                return probe.getsockname()[0]
        except OSError:
            return None
