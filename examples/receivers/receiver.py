"""Receives webhooks: verifies, drops duplicates, notices holes. Only the standard library.

    WEBHOOK_SECRET=whsec_... python3 receiver.py 8090

A real receiver keeps `seen` and `last` in the database that it changes for the event, in the same transaction. An
endpoint with batches must have the format `json` here; each endpoint needs a receiver, or at least a `last`, of its own.
"""

import base64
import hashlib
import hmac
import json
import os
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SECRET = os.environ["WEBHOOK_SECRET"]
TOLERANCE_SECONDS = 300

seen = set()  # event ids: the same event has the same id on every attempt
last = {}  # epoch of a room -> room_seq of its last event


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


def events(headers, body: bytes) -> list:
    """The id and the room_seq of each event. Not of the batch: its members may come again in another one."""
    if "x-fishjam-event-id" in headers:
        return [(headers["x-fishjam-event-id"], int(headers["x-fishjam-room-seq"]))]
    metas = [member["meta"] for member in json.loads(body)["notificationBatch"]["notifications"]]
    return [(meta["eventId"], int(meta["roomSeq"])) for meta in metas]


class Receiver(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        # The raw bytes are signed: read them before any framework parses them.
        body = self.rfile.read(int(self.headers["content-length"]))
        if not is_genuine(self.headers, body):
            return self.answer(401)
        room = self.headers["x-fishjam-room-epoch"]
        found = events(self.headers, body)
        new = [event for event in found if event[0] not in seen]
        # What somebody had sent again comes out of turn: it says nothing about holes.
        in_turn = "x-fishjam-replay" not in self.headers
        if in_turn and found[0] in new:
            before, announced = int(self.headers["x-fishjam-prev-seq"]), self.headers.get("x-fishjam-gap")
            if announced or before != last.get(room, before):
                print("gap", last.get(room), before, announced or "not announced", flush=True)
        if new:
            handle(body, {event_id for event_id, _ in new})
            seen.update(event_id for event_id, _ in new)
            print("handled", room, ",".join(str(seq) for _, seq in new), flush=True)
        else:
            # Delivery is at least once. Answer 2xx, or it comes again.
            print("duplicate", self.headers["webhook-id"], flush=True)
        if in_turn:
            last[room] = max(last.get(room, 0), found[-1][1])
        self.answer(204)

    def answer(self, status: int):
        self.send_response(status)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


def handle(body: bytes, ids: set):
    """Yours: the event, or those of the batch that have these ids. A Fishjam SDK's `receive_binary(body)` decodes one."""


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Receiver)
    print("listening", server.server_port, flush=True)
    server.serve_forever()
