"""Receives webhooks: verifies, drops duplicates, notices holes. Only the standard library.

    WEBHOOK_SECRET=whsec_... python3 receiver.py 8090

A real receiver keeps `seen` and `last` in the database that it changes for the event, in the same transaction.
"""

import base64
import hashlib
import hmac
import os
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SECRET = os.environ["WEBHOOK_SECRET"]
TOLERANCE_SECONDS = 300

seen = set()  # event ids: the same event has the same id on every attempt
last = {}  # (room, epoch) -> room_seq of the last event of this room


def key() -> bytes:
    prefix, _, encoded = SECRET.partition("_")
    return base64.b64decode(encoded) if prefix == "whsec" else SECRET.encode()


def is_genuine(headers, body: bytes) -> bool:
    """Standard Webhooks: HMAC of `id.timestamp.body`; during a rotation there are two signatures, one of them ours."""
    message_id, sent_at = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not sent_at.isdigit() or abs(time.time() - int(sent_at)) > TOLERANCE_SECONDS:
        return False
    signed = f"{message_id}.{sent_at}.".encode() + body
    ours = base64.b64encode(hmac.new(key(), signed, hashlib.sha256).digest()).decode()
    given = [part.removeprefix("v1,") for part in headers.get("webhook-signature", "").split()]
    return any(hmac.compare_digest(ours, signature) for signature in given)


class Receiver(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        # The raw bytes are signed: read them before any framework parses them.
        body = self.rfile.read(int(self.headers["content-length"]))
        if not is_genuine(self.headers, body):
            return self.answer(401)
        event_id = self.headers["webhook-id"]
        if event_id in seen:
            # Delivery is at least once. Answer 2xx, or it comes again.
            print("duplicate", event_id, flush=True)
            return self.answer(204)
        room = self.headers["x-fishjam-room-epoch"]
        first, _, final = self.headers["x-fishjam-room-seq"].partition("-")
        before = int(self.headers["x-fishjam-prev-seq"])
        if room in last and before != last[room]:
            print("gap", last[room], before, self.headers.get("x-fishjam-gap", "not announced"), flush=True)
        handle(body)
        seen.add(event_id)
        last[room] = int(final or first)
        print("handled", room, self.headers["x-fishjam-room-seq"], flush=True)
        self.answer(204)

    def answer(self, status: int):
        self.send_response(status)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


def handle(body: bytes):
    """Yours. With a Fishjam SDK: `receive_binary(body)` gives the notification."""


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Receiver)
    print("listening", server.server_port, flush=True)
    server.serve_forever()
