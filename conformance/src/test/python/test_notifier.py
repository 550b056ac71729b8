"""The notifier and webhooks: connecting, the order of every scenario without media, and metrics."""

import asyncio
import json

import pytest
from support import EVENTS_SECONDS, Told, WebhookReceiver, connected_peer, running


class TestConnecting:
    def test_ready_with_the_right_token(self, notifier):
        async def scenario():
            async with running(notifier):
                assert await notifier.wait_ready()

        asyncio.run(scenario())

    def test_wrong_token_raises(self, sdk, address):
        notifier = sdk.Notifier(server_address=address, server_api_token="wrong_token")
        with pytest.raises(RuntimeError, match="Invalid server_api_token"):
            asyncio.run(asyncio.wait_for(notifier.connect(), EVENTS_SECONDS))

    def test_both_subscriptions_at_once(self, notifier):
        notifier.on_server_notification(lambda message: None)
        notifier.on_metrics(lambda report: None)

        async def scenario():
            async with running(notifier):
                pass

        asyncio.run(scenario())


class Scenario:
    """One room, told over the notifier and over a webhook; both must tell the same names in the same order."""

    def __init__(self, sdk, rooms, notifier, address):
        self.sdk, self.rooms, self.notifier, self.address = sdk, rooms, notifier, address

    def run(self, steps, names):
        asyncio.run(self._run(steps, names))

    async def _run(self, steps, names):
        told = Told()
        self.notifier.on_server_notification(told)
        with WebhookReceiver(self.sdk.receive_binary) as webhook:
            async with running(self.notifier):
                _, room = await asyncio.to_thread(self.rooms.create_room, webhook_url=webhook.url)
                await steps(room.id)
                await told.until(room.id, names)
                await asyncio.to_thread(webhook.until, names)
        assert webhook.content_types == {"application/x-protobuf"}

    async def add_peer(self, room_id):
        return await asyncio.to_thread(
            self.rooms.add_peer, room_id, options=self.sdk.PeerOptionsWebRTC()
        )

    async def delete_peer(self, room_id, peer_id):
        await asyncio.to_thread(self.rooms.delete_peer, room_id, peer_id)

    async def delete_room(self, room_id):
        await asyncio.to_thread(self.rooms.delete_room, room_id)


@pytest.fixture
def scenario(sdk, rooms, notifier, address):
    return Scenario(sdk, rooms, notifier, address)


class TestOrder:
    def test_room_created_and_deleted(self, scenario):
        scenario.run(scenario.delete_room, ["RoomCreated", "RoomDeleted"])

    def test_peer_added_and_deleted(self, scenario):
        async def steps(room_id):
            added = await scenario.add_peer(room_id)
            await scenario.delete_peer(room_id, added.peer.id)
            await scenario.delete_room(room_id)

        scenario.run(steps, ["RoomCreated", "PeerAdded", "PeerDeleted", "RoomDeleted"])

    def test_peer_connects_and_leaves(self, scenario):
        async def steps(room_id):
            added = await scenario.add_peer(room_id)
            async with connected_peer(scenario.address, added.token):
                pass

        scenario.run(steps, ["RoomCreated", "PeerAdded", "PeerConnected", "PeerDisconnected"])

    def test_connected_peer_is_deleted(self, scenario):
        async def steps(room_id):
            added = await scenario.add_peer(room_id)
            async with connected_peer(scenario.address, added.token):
                await scenario.delete_peer(room_id, added.peer.id)

        names = ["RoomCreated", "PeerAdded", "PeerConnected", "PeerDisconnected", "PeerDeleted"]
        scenario.run(steps, names)

    def test_room_with_connected_peer_is_deleted(self, scenario):
        async def steps(room_id):
            added = await scenario.add_peer(room_id)
            async with connected_peer(scenario.address, added.token):
                await scenario.delete_room(room_id)

        names = ["RoomCreated", "PeerAdded", "PeerConnected", "PeerDeleted", "RoomDeleted"]
        scenario.run(steps, names)

    def test_peer_returns_with_the_same_token(self, scenario):
        async def steps(room_id):
            added = await scenario.add_peer(room_id)
            for _ in range(2):
                async with connected_peer(scenario.address, added.token):
                    pass

        pair = ["PeerConnected", "PeerDisconnected"]
        scenario.run(steps, ["RoomCreated", "PeerAdded", *pair, *pair])

    def test_peer_that_stays_away_is_deleted(self, scenario):
        create = scenario.rooms.create_room
        scenario.rooms.create_room = lambda **values: create(peer_disconnected_timeout=1, **values)

        scenario.run(scenario.add_peer, ["RoomCreated", "PeerAdded", "PeerDeleted"])

    def test_room_without_peers_is_purged(self, scenario):
        create = scenario.rooms.create_room
        scenario.rooms.create_room = lambda **values: create(peerless_purge_timeout=1, **values)

        async def nothing(_room_id):
            pass

        scenario.run(nothing, ["RoomCreated", "RoomDeleted"])


class TestMetrics:
    def test_a_peer_shows_from_its_authentication(self, sdk, rooms, notifier, address):
        async def scenario():
            reports = asyncio.Queue()
            notifier.on_metrics(lambda report: reports.put_nowait(json.loads(report.metrics)))
            _, room = await asyncio.to_thread(rooms.create_room)
            added = await asyncio.to_thread(
                rooms.add_peer, room.id, options=sdk.PeerOptionsWebRTC()
            )
            async with running(notifier), connected_peer(address, added.token):
                key = f"room_id={room.id}"
                while key not in (report := await asyncio.wait_for(reports.get(), 2.5)):
                    assert isinstance(report, dict)
                endpoint = report[key][f"endpoint_id={added.peer.id}"]
                assert endpoint["endpoint.metadata"] is None

        asyncio.run(asyncio.wait_for(scenario(), EVENTS_SECONDS))

    def test_comes_every_second(self, notifier):
        async def scenario():
            reports = asyncio.Queue()
            notifier.on_metrics(lambda report: reports.put_nowait(report))
            async with running(notifier):
                for _ in range(3):
                    await asyncio.wait_for(reports.get(), 2.5)

        asyncio.run(scenario())
