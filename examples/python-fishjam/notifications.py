"""
Create a room through the official SDK and watch what the server tells about it.

Everything a backend does first: notifications and metrics over the server socket, the same
notifications once more as webhooks, one room, one peer, and the peer's own socket.

    python notifications.py          runs until Ctrl-C
    python notifications.py --once   plays one whole life of a room, checks it, and exits 0
"""

import argparse
import asyncio
import contextlib
import json
import os
import sys
import threading
from dataclasses import dataclass

import betterproto
import websockets
from flask import Flask, request
from werkzeug.serving import make_server

from fishjam import Notifier, PeerOptionsWebRTC, RoomApi, receive_binary
from fishjam.events import ServerMessageMetricsReport

SERVER_ADDRESS = os.environ.get("FISHJAM_ADDRESS", "localhost:5002")
SERVER_API_TOKEN = os.environ.get("FISHJAM_TOKEN", "development")
WEBHOOK_PORT = int(os.environ.get("WEBHOOK_PORT", "5003"))
DEADLINE_SECONDS = 20
STEP_SECONDS = 5

# One life of a room with one peer, in the only order a server may tell it.
EXPECTED = [
    "RoomCreated",
    "PeerAdded",
    "PeerConnected",
    "PeerDisconnected",
    "PeerDeleted",
    "RoomDeleted",
]


@dataclass
class AuthRequest(betterproto.Message):
    """What a peer shows first: the token that `add_peer` returned."""

    token: str = betterproto.string_field(1)


@dataclass
class Authenticated(betterproto.Message):
    """The server's answer to a good token."""


@dataclass
class PeerMessage(betterproto.Message):
    """The part of the peer protocol that needs no media. Browsers use the client SDK instead."""

    authenticated: Authenticated = betterproto.message_field(1, group="content")
    auth_request: AuthRequest = betterproto.message_field(2, group="content")


class Seen:
    """What arrived for our room, per channel. Written from the socket's loop and from Flask's threads."""

    def __init__(self):
        self.room_id = None
        self.by_channel = {"socket": [], "webhook": []}
        self.metrics_with_peer = threading.Event()
        self.changed = threading.Condition()

    def record(self, channel, message):
        name = type(message).__name__.removeprefix("ServerMessage")
        print(f"{channel:8} {name:20} {message.to_json()}", flush=True)
        with self.changed:
            self.by_channel[channel].append((message.room_id, name))
            self.changed.notify_all()

    def names(self, channel):
        return [name for room, name in self.by_channel[channel] if room == self.room_id]

    def wait_for(self, names):
        """Blocks until both channels told exactly these names; too late, or otherwise, ends the program."""
        with self.changed:
            arrived = self.changed.wait_for(
                lambda: all(len(self.names(c)) >= len(names) for c in self.by_channel),
                STEP_SECONDS,
            )
        for channel in self.by_channel:
            if not arrived or self.names(channel) != names:
                raise SystemExit(f"{channel} told {self.names(channel)}, expected {names}")


def start_webhook_receiver(seen):
    """Serves POST /webhook. It listens before the room exists, so RoomCreated finds it there."""
    app = Flask(__name__)

    @app.post("/webhook")
    def webhook():
        seen.record("webhook", receive_binary(request.get_data()))
        return "", 200

    server = make_server("127.0.0.1", WEBHOOK_PORT, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def start_notifier(seen):
    """The notifier with both handlers. They must be set before connect() is awaited."""
    notifier = Notifier(server_address=SERVER_ADDRESS, server_api_token=SERVER_API_TOKEN)

    @notifier.on_server_notification
    def handle_notification(message):
        seen.record("socket", message)

    @notifier.on_metrics
    def handle_metrics(report: ServerMessageMetricsReport):
        print(f"metrics  {report.metrics}", flush=True)
        rooms = json.loads(report.metrics)
        if rooms.get(f"room_id={seen.room_id}"):
            seen.metrics_with_peer.set()

    return notifier


async def connect_peer(token):
    """Opens the peer's socket and returns it once the server accepted the token."""
    socket = await websockets.connect(f"ws://{SERVER_ADDRESS}/socket/peer/websocket")
    await socket.send(bytes(PeerMessage(auth_request=AuthRequest(token=token))))
    answer = PeerMessage().parse(await socket.recv())
    assert betterproto.which_one_of(answer, "content")[0] == "authenticated"
    return socket


async def play(seen, once):
    room_api = RoomApi(server_address=SERVER_ADDRESS, server_api_token=SERVER_API_TOKEN)
    _address, room = await asyncio.to_thread(
        room_api.create_room, webhook_url=f"http://localhost:{WEBHOOK_PORT}/webhook"
    )
    seen.room_id = room.id
    added = await asyncio.to_thread(room_api.add_peer, room.id, options=PeerOptionsWebRTC())
    peer_socket = await connect_peer(added.token)
    try:
        if once:
            if not await asyncio.to_thread(seen.metrics_with_peer.wait, STEP_SECONDS):
                raise SystemExit("no metrics report named the room")
            await asyncio.to_thread(seen.wait_for, EXPECTED[:3])
            await peer_socket.close()
            await asyncio.to_thread(seen.wait_for, EXPECTED[:4])
        else:
            # Ctrl-C. The receiver stays for the last webhooks: one that is gone is one that fails.
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.Event().wait()
    finally:
        await peer_socket.close()
        room_api.delete_peer(room.id, added.peer.id)
        room_api.delete_room(room.id)
    await asyncio.to_thread(seen.wait_for, EXPECTED)
    print("the room's whole life arrived, in order, on both channels", flush=True)


async def main(once):
    seen = Seen()
    receiver = start_webhook_receiver(seen)
    notifier = start_notifier(seen)
    listening = asyncio.create_task(notifier.connect())
    ready = asyncio.create_task(notifier.wait_ready())
    try:
        # connect() only returns by failing, and wait_ready() would then wait for ever.
        await asyncio.wait(
            [listening, ready], timeout=DEADLINE_SECONDS, return_when=asyncio.FIRST_COMPLETED
        )
        if listening.done():
            await listening
        if not ready.done():
            raise SystemExit(f"{SERVER_ADDRESS} did not accept the notifier")
        await (asyncio.wait_for(play(seen, once), DEADLINE_SECONDS) if once else play(seen, once))
    finally:
        listening.cancel()
        ready.cancel()
        receiver.shutdown()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Watch a room through the Fishjam SDK.")
    parser.add_argument("--once", action="store_true", help="one life of a room, then exit")
    try:
        asyncio.run(main(parser.parse_args().once))
    except KeyboardInterrupt:
        sys.exit(0)
    except OSError as unreachable:
        sys.exit(f"cannot reach {SERVER_ADDRESS}: {unreachable}")
