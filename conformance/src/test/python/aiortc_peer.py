"""A peer of a room on aiortc, in the JSON dialect, driven by lines of JSON on standard input.

    {"id": 1, "call": "join", "with": {"url": "ws://…", "token": "…", "srtp": "…", "relay": false}}
    {"id": 2, "call": "publish"}
    {"id": 3, "call": "stats"}
    {"id": 4, "call": "leave"}

Each is answered by a line with its id and "value" or "error". It ends with its input.
"""

import array
import asyncio
import fractions
import json
import math
import sys
import uuid

import aiortc.rtcdtlstransport as dtls
import av
import websockets
from aiortc import (
    MediaStreamTrack,
    RTCConfiguration,
    RTCIceServer,
    RTCIceTransportPolicy,
    RTCPeerConnection,
    RTCSessionDescription,
)

AUDIO_RATE = 48_000
AUDIO_SAMPLES = 960
FRAMES_PER_SECOND = 10
WIDTH, HEIGHT = 160, 120

# 440 Hz would not end where it begins; 450 Hz does, after each frame of 20 ms.
TONE = array.array(
    "h", (int(math.sin(2 * math.pi * 450 * i / AUDIO_RATE) * 10_000) for i in range(AUDIO_SAMPLES))
).tobytes()


class Paced(MediaStreamTrack):
    """Frames at a steady pace, however late they are asked for."""

    def __init__(self, per_second):
        super().__init__()
        self.per_second = per_second
        self.count = 0
        self.began = None

    async def next_number(self):
        loop = asyncio.get_running_loop()
        self.began = self.began or loop.time()
        await asyncio.sleep(max(0, self.began + self.count / self.per_second - loop.time()))
        self.count += 1
        return self.count - 1


class Tone(Paced):
    kind = "audio"

    def __init__(self):
        super().__init__(AUDIO_RATE / AUDIO_SAMPLES)

    async def recv(self):
        first = await self.next_number() * AUDIO_SAMPLES
        frame = av.AudioFrame(format="s16", layout="mono", samples=AUDIO_SAMPLES)
        frame.planes[0].update(TONE)
        frame.sample_rate = AUDIO_RATE
        frame.pts = first
        frame.time_base = fractions.Fraction(1, AUDIO_RATE)
        return frame


class Picture(Paced):
    kind = "video"

    def __init__(self):
        super().__init__(FRAMES_PER_SECOND)

    async def recv(self):
        number = await self.next_number()
        frame = av.VideoFrame(WIDTH, HEIGHT, "yuv420p")
        for plane in frame.planes:
            plane.update(bytes([number * 8 % 256]) * plane.buffer_size)
        frame.pts = number
        frame.time_base = fractions.Fraction(1, FRAMES_PER_SECOND)
        return frame


def varint(number):
    encoded = bytearray()
    while number > 0x7F:
        encoded.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes(encoded) + bytes([number])


def field(number, content):
    """A field of protobuf that holds bytes."""
    return varint(number << 3 | 2) + varint(len(content)) + content


def fields(message):
    """The fields of a message of protobuf in which all hold bytes."""
    at = 0

    def number():
        nonlocal at
        value, shift = 0, 0
        while True:
            value |= (message[at] & 0x7F) << shift
            shift += 7
            at += 1
            if message[at - 1] < 0x80:
                return value

    while at < len(message):
        key, length = number(), number()
        yield key >> 3, message[at : at + length]
        at += length


class Peer:
    def __init__(self):
        self.connection = None
        self.own = {}  # transceiver: track id
        self.waiting = []  # tracks that are in no offer yet
        self.mid_to_track = {}
        self.heard = {}  # transceiver: [frames, energy]
        self.events = []
        self.joined = asyncio.Event()
        self.readers = []

    async def join(self, url, token, srtp=None, relay=False):
        self.relay = relay
        if srtp:
            dtls.SRTP_PROFILES[:] = [p for p in dtls.SRTP_PROFILES if p.openssl_profile == srtp.encode()]
        self.socket = await websockets.connect(url, max_size=None)
        await self.socket.send(field(2, field(1, token.encode())))
        self.readers.append(asyncio.create_task(self.read()))
        await asyncio.wait_for(self.joined.wait(), 20)
        return self.id

    async def read(self):
        async for message in self.socket:
            for number, content in fields(message):
                if number == 1:
                    await self.tell("connect", {"metadata": {"stack": "aiortc"}})
                elif number == 3:
                    event = json.loads(dict(fields(content))[1])
                    await self.hear(event["data"] if event["type"] == "custom" else event)

    async def tell(self, kind, data=None, custom=False):
        event = {"type": kind} if data is None else {"type": kind, "data": data}
        if custom:
            event = {"type": "custom", "data": event}
        await self.socket.send(field(3, field(1, json.dumps(event).encode())))

    async def hear(self, event):
        self.events.append(event["type"])
        data = event.get("data", {})
        if event["type"] == "connected":
            self.id = data["id"]
            self.joined.set()
        elif event["type"] == "offerData":
            await self.offer(data)
        elif event["type"] == "sdpAnswer":
            self.mid_to_track = data["midToTrackId"]
            answer = RTCSessionDescription(data["sdp"], data["type"])
            await self.connection.setRemoteDescription(answer)

    async def offer(self, data):
        if self.connection is None:
            self.connection = self.connect(data["integratedTurnServers"])
        for track in self.waiting:
            transceiver = self.connection.addTransceiver(track, direction="sendonly")
            self.own[transceiver] = f"{self.id}:{uuid.uuid4()}"
        self.waiting = []
        for kind, count in data["tracksTypes"].items():
            there = [t for t in self.connection.getTransceivers() if t.kind == kind and t not in self.own]
            for _ in range(count - len(there)):
                self.connection.addTransceiver(kind, direction="recvonly")
        await self.connection.setLocalDescription(await self.connection.createOffer())
        mids = {transceiver.mid: track for transceiver, track in self.own.items()}
        offer = {
            "sdpOffer": {"type": "offer", "sdp": self.connection.localDescription.sdp},
            "trackIdToTrackMetadata": {track: {"of": "aiortc"} for track in mids.values()},
            "trackIdToTrackBitrates": {},
            "midToTrackId": mids,
        }
        await self.tell("sdpOffer", offer, custom=True)
        # All candidates are in the offer. What others trickle: a name of mDNS, and that there are no more.
        for candidate in ("candidate:1 1 udp 2130706431 1f2e3d4c.local 50001 typ host", ""):
            await self.tell("candidate", {"candidate": candidate, "sdpMLineIndex": 0}, custom=True)

    def connect(self, servers):
        policy = RTCIceTransportPolicy.RELAY if self.relay else RTCIceTransportPolicy.ALL
        turn = [
            RTCIceServer(
                f"turn:{server['serverAddr']}:{server['serverPort']}?transport={server['transport']}",
                server["username"],
                server["password"],
            )
            for server in servers
        ]
        # By its own default it bundles what is accepted as bundled. With max-bundle it would look for candidates in the
        # last section of the answer, and they stand in the first (RFC 9143 section 7.3.1).
        connection = RTCPeerConnection(
            RTCConfiguration(iceServers=turn if self.relay else [], iceTransportPolicy=policy)
        )
        connection.on("track", self.receive)
        return connection

    def receive(self, track):
        transceiver = next(t for t in self.connection.getTransceivers() if t.receiver.track is track)
        heard = self.heard.setdefault(transceiver, [0, 0.0])

        async def consume():
            while True:
                frame = await track.recv()
                heard[0] += 1
                if track.kind == "audio":
                    heard[1] += sum(sample * sample for sample in array.array("h", bytes(frame.planes[0])))

        self.readers.append(asyncio.create_task(consume()))

    async def publish(self):
        self.waiting += [Tone(), Picture()]
        await self.tell("renegotiateTracks", custom=True)

    async def stats(self):
        if self.connection is None:
            return {"state": "new", "received": {}, "sent": {}, "events": self.events}
        received, sent = {}, {}
        for transceiver in self.connection.getTransceivers():
            track = self.mid_to_track.get(transceiver.mid)
            if track is None:
                continue
            if transceiver in self.own:
                found = (await transceiver.sender.getStats()).values()
                sent[track] = {
                    "packets": sum(s.packetsSent for s in found if s.type == "outbound-rtp"),
                    "reported": sum(s.packetsReceived for s in found if s.type == "remote-inbound-rtp"),
                    "hasReport": any(s.type == "remote-inbound-rtp" for s in found),
                }
            else:
                found = (await transceiver.receiver.getStats()).values()
                frames, energy = self.heard.get(transceiver, (0, 0.0))
                received[track] = {
                    "kind": transceiver.kind,
                    "frames": frames,
                    "energy": energy,
                    "packets": sum(s.packetsReceived for s in found if s.type == "inbound-rtp"),
                    "hasReport": any(s.type == "remote-outbound-rtp" for s in found),
                }
        transport = self.connection.getTransceivers()[0].sender.transport
        profile = transport._ssl.get_selected_srtp_profile().decode() if transport._ssl else ""
        pair = next(iter(transport.transport._connection._nominated.values()), None)
        return {
            "state": self.connection.connectionState,
            "received": received,
            "sent": sent,
            "events": self.events,
            "role": transport._role,
            "cipher": transport._ssl.get_cipher_name() if transport._ssl else "",
            "srtp": profile,
            "path": pair.local_candidate.type if pair else "",
        }

    async def leave(self):
        # The clients end their media first; what is still read then belongs to nobody.
        for reader in self.readers:
            reader.cancel()
        if self.connection is not None:
            await self.connection.close()
        await self.socket.close()


async def main():
    peer = Peer()
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        request = json.loads(line)
        answer = {"id": request["id"]}
        try:
            answer["value"] = await getattr(peer, request["call"])(**request.get("with", {}))
        except Exception as failure:
            answer["error"] = f"{type(failure).__name__}: {failure}"
        print(json.dumps(answer), flush=True)


asyncio.run(main())
