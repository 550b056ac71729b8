"""What the notifier tests share: a peer without media, a webhook receiver, and a recorder of what was told."""

import asyncio
import contextlib
import threading
from dataclasses import dataclass

import betterproto
import websockets
from flask import Flask, request
from werkzeug.serving import make_server

EVENTS_SECONDS = 5
WEBHOOK_SECONDS = 2.5


@dataclass
class AuthRequest(betterproto.Message):
    token: str = betterproto.string_field(1)


@dataclass
class Authenticated(betterproto.Message):
    pass


@dataclass
class PeerMessage(betterproto.Message):
    authenticated: Authenticated = betterproto.message_field(1, group="content")
    auth_request: AuthRequest = betterproto.message_field(2, group="content")


@contextlib.asynccontextmanager
async def connected_peer(address, token):
    """A peer that has authenticated; its socket closes at the end of the block."""
    async with websockets.connect(f"ws://{address}/socket/peer/websocket") as socket:
        await socket.send(bytes(PeerMessage(auth_request=AuthRequest(token=token))))
        answer = PeerMessage().parse(await asyncio.wait_for(socket.recv(), EVENTS_SECONDS))
        assert betterproto.which_one_of(answer, "content")[0] == "authenticated"
        yield socket


@contextlib.asynccontextmanager
async def running(notifier):
    """A notifier that is ready; fails when it ends by itself meanwhile."""
    task = asyncio.create_task(notifier.connect())
    try:
        await asyncio.wait_for(notifier.wait_ready(), EVENTS_SECONDS)
        yield task
        assert not task.done() or task.exception() is None, task.exception()
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


class Told:
    """Messages of one room, by name, from a notifier's handler."""

    def __init__(self):
        self.messages = []
        self.changed = asyncio.Event()

    def __call__(self, message):
        self.messages.append(message)
        self.changed.set()

    def names(self, room_id):
        return [short(m) for m in self.messages if m is not None and m.room_id == room_id]

    async def until(self, room_id, names):
        """Waits until this room was told exactly these names, in this order."""
        deadline = asyncio.get_running_loop().time() + EVENTS_SECONDS
        while len(self.names(room_id)) < len(names):
            self.changed.clear()
            left = deadline - asyncio.get_running_loop().time()
            try:
                await asyncio.wait_for(self.changed.wait(), left)
            except asyncio.TimeoutError:
                break
        assert self.names(room_id) == names


class WebhookReceiver:
    """A Flask application as a user would write it, on a free port."""

    def __init__(self, receive_binary):
        app = Flask(__name__)
        self.messages = []
        self.content_types = set()
        self.changed = threading.Condition()

        @app.post("/webhook")
        def webhook():
            with self.changed:
                self.content_types.add(request.headers["Content-Type"])
                self.messages.append(receive_binary(request.get_data()))
                self.changed.notify_all()
            return "", 200

        self.server = make_server("127.0.0.1", 0, app, threaded=True)
        self.url = f"http://127.0.0.1:{self.server.server_port}/webhook"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *failure):
        self.server.shutdown()

    def until(self, names):
        """Each notification within its own 2.5 s, as the SDK's own tests ask."""
        for count in range(1, len(names) + 1):
            with self.changed:
                self.changed.wait_for(lambda: len(self.messages) >= count, WEBHOOK_SECONDS)
        assert [short(m) for m in self.messages] == names


def short(message):
    return type(message).__name__.removeprefix("ServerMessage")
