"""Every call of RoomApi that needs no media, and the exact errors it maps."""

import uuid

import pytest


def config(sdk, room_id, **values):
    defaults = dict(
        max_peers=None,
        video_codec=None,
        webhook_url=None,
        peerless_purge_timeout=None,
        peer_disconnected_timeout=None,
    )
    return sdk.RoomConfig(room_id=room_id, **{**defaults, **values})


def empty_room(sdk, room_id, **values):
    return sdk.Room(id=room_id, components=[], peers=[], config=config(sdk, room_id, **values))


class TestToken:
    def test_wrong_token_is_unauthorized(self, sdk, errors, address):
        with pytest.raises(errors.UnauthorizedError) as refused:
            sdk.RoomApi(server_address=address, server_api_token="invalid").create_room()
        assert str(refused.value) == "Invalid token"

    def test_default_token_works(self, sdk, address):
        api = sdk.RoomApi(server_address=address)
        _, room = api.create_room()
        assert room in api.get_all_rooms()


class TestCreateRoom:
    def test_without_parameters(self, sdk, rooms):
        _, room = rooms.create_room()
        assert room == empty_room(sdk, room.id)
        assert room in rooms.get_all_rooms()

    def test_answers_its_address(self, rooms, address):
        answered, _ = rooms.create_room()
        assert answered == address

    def test_with_every_parameter(self, sdk, rooms):
        room_id = f"every_Parameter-{uuid.uuid4()}"
        values = dict(
            max_peers=10,
            webhook_url="http://127.0.0.1:1/hook",
            peerless_purge_timeout=600,
            peer_disconnected_timeout=60,
        )
        _, room = rooms.create_room(room_id=room_id, video_codec="h264", **values)
        codec = sdk.RoomConfigVideoCodec("h264")
        assert room == empty_room(sdk, room_id, video_codec=codec, **values)
        assert rooms.get_room(room_id) == room
        rooms.delete_room(room_id)

    def test_max_peers_must_be_a_number(self, rooms, errors):
        with pytest.raises(errors.BadRequestError) as refused:
            rooms.create_room(max_peers="10")
        assert str(refused.value) == "Expected maxPeers to be a number, got: 10"

    def test_unknown_codec_never_leaves_the_sdk(self, rooms):
        with pytest.raises(ValueError):
            rooms.create_room(video_codec="h420")

    @pytest.mark.parametrize("url", ["nonsense", "http://localhost:5000", "localhost/path"])
    def test_webhook_url_must_be_whole(self, rooms, errors, url):
        with pytest.raises(errors.BadRequestError) as refused:
            rooms.create_room(webhook_url=url)
        assert str(refused.value) == f"Expected webhookUrl to be valid URL, got: {url}"

    @pytest.mark.parametrize("field", ["peerless_purge_timeout", "peer_disconnected_timeout"])
    @pytest.mark.parametrize("value", [0, -1, "10"])
    def test_timeouts_must_be_positive(self, rooms, errors, field, value):
        name = {
            "peerless_purge_timeout": "peerlessPurgeTimeout",
            "peer_disconnected_timeout": "peerDisconnectedTimeout",
        }[field]
        with pytest.raises(errors.BadRequestError) as refused:
            rooms.create_room(**{field: value})
        assert str(refused.value) == f"Expected {name} to be a positive integer, got: {value}"

    @pytest.mark.parametrize("room_id", ["with space", "dot.dot", "a/b", "żaba", ""])
    def test_room_id_has_few_characters(self, rooms, errors, room_id):
        with pytest.raises(errors.BadRequestError) as refused:
            rooms.create_room(room_id=room_id)
        assert str(refused.value) == (
            f'Cannot add room with id "{room_id}" - roomId may contain only '
            "alphanumeric characters, hyphens and underscores"
        )

    def test_room_id_is_taken_once(self, rooms, errors):
        room_id = str(uuid.uuid4())
        _, room = rooms.create_room(room_id=room_id)
        assert room.id == room_id
        with pytest.raises(errors.BadRequestError) as refused:
            rooms.create_room(room_id=room_id)
        assert str(refused.value) == f'Cannot add room with id "{room_id}" - room already exists'


class TestRooms:
    def test_get_one_and_all(self, sdk, rooms):
        _, room = rooms.create_room()
        assert rooms.get_room(room.id) == empty_room(sdk, room.id)
        assert isinstance(rooms.get_all_rooms(), list)
        assert room in rooms.get_all_rooms()

    def test_get_unknown(self, rooms, errors):
        with pytest.raises(errors.NotFoundError) as refused:
            rooms.get_room("invalid_id")
        assert str(refused.value) == "Room invalid_id does not exist"

    def test_delete(self, rooms, errors):
        _, room = rooms.create_room()
        rooms.delete_room(room.id)
        assert room not in rooms.get_all_rooms()
        with pytest.raises(errors.NotFoundError):
            rooms.delete_room(room.id)

    def test_delete_unknown(self, rooms, errors):
        with pytest.raises(errors.NotFoundError) as refused:
            rooms.delete_room("invalid_id")
        assert str(refused.value) == "Room invalid_id does not exist"


class TestPeers:
    @pytest.mark.parametrize("simulcast", [True, False])
    def test_add(self, sdk, rooms, simulcast):
        _, room = rooms.create_room()
        added = rooms.add_peer(room.id, options=sdk.PeerOptionsWebRTC(enable_simulcast=simulcast))
        expected = sdk.Peer(
            id=added.peer.id,
            type="webrtc",
            status=sdk.PeerStatus("disconnected"),
            tracks=[],
            metadata=None,
        )
        assert added.peer == expected
        assert rooms.get_room(room.id).peers == [expected]

    def test_add_answers_token_and_socket(self, sdk, rooms, address):
        _, room = rooms.create_room()
        added = rooms.add_peer(room.id, options=sdk.PeerOptionsWebRTC())
        again = rooms.add_peer(room.id, options=sdk.PeerOptionsWebRTC())
        assert added.peer_websocket_url == f"{address}/socket/peer/websocket"
        assert added.token and added.token != again.token

    def test_add_to_unknown_room(self, sdk, rooms, errors):
        with pytest.raises(errors.NotFoundError) as refused:
            rooms.add_peer("invalid_id", options=sdk.PeerOptionsWebRTC())
        assert str(refused.value) == "Room invalid_id does not exist"

    def test_limit(self, sdk, rooms, errors):
        _, room = rooms.create_room(max_peers=1)
        rooms.add_peer(room.id, options=sdk.PeerOptionsWebRTC())
        with pytest.raises(errors.ServiceUnavailableError) as refused:
            rooms.add_peer(room.id, options=sdk.PeerOptionsWebRTC())
        assert str(refused.value) == f"Reached webrtc peers limit in room {room.id}"

    def test_delete(self, sdk, rooms, errors):
        _, room = rooms.create_room()
        added = rooms.add_peer(room.id, options=sdk.PeerOptionsWebRTC())
        rooms.delete_peer(room.id, added.peer.id)
        assert rooms.get_room(room.id).peers == []
        with pytest.raises(errors.NotFoundError) as refused:
            rooms.delete_peer(room.id, added.peer.id)
        assert str(refused.value) == f"Peer {added.peer.id} does not exist"


class TestComponents:
    """Types that this server does not have yet are disabled, as Fishjam would say; test_file_component.py has those it has."""

    def options(self, sdk):
        return [
            ("hls", sdk.ComponentOptionsHLS()),
            ("recording", sdk.ComponentOptionsRecording(path_prefix="prefix")),
        ]

    def test_disabled_types_say_so(self, sdk, rooms, errors):
        _, room = rooms.create_room(video_codec="h264")
        for name, options in self.options(sdk):
            with pytest.raises(errors.BadRequestError) as refused:
                rooms.add_component(room.id, options=options)
            assert str(refused.value) == f"Components of type {name} are disabled on this Fishjam"
        assert rooms.get_room(room.id).components == []

    def test_options_of_a_peer_never_leave_the_sdk(self, sdk, rooms):
        _, room = rooms.create_room()
        with pytest.raises(ValueError):
            rooms.add_component(room.id, options=sdk.PeerOptionsWebRTC())

    def test_delete_unknown(self, rooms, errors):
        _, room = rooms.create_room()
        with pytest.raises(errors.NotFoundError) as refused:
            rooms.delete_component(room.id, "invalid_id")
        assert str(refused.value) == "Component invalid_id does not exist"

    def test_subscribe_unknown(self, rooms, errors):
        _, room = rooms.create_room()
        with pytest.raises(errors.BadRequestError) as refused:
            rooms.subscribe(room.id, "invalid_id", ["peer-id"])
        assert str(refused.value) == "Component invalid_id does not exist"

    def test_calls_of_unknown(self, rooms, errors):
        _, room = rooms.create_room()
        for call in (
            lambda: rooms.sip_dial(room.id, "invalid_id", "123456"),
            lambda: rooms.sip_end_call(room.id, "invalid_id"),
        ):
            with pytest.raises(errors.BadRequestError) as refused:
                call()
            assert str(refused.value) == "Component invalid_id does not exist"
