"""RTSP components: their properties as the SDKs' own suites ask for them, and that a camera nobody finds is no crash."""

import pytest

NOBODY = "rtsp://camera.invalid:2137/does/not/matter"


class TestAddCamera:
    def test_properties(self, sdk, rooms):
        _, room = rooms.create_room(video_codec="h264")
        component = rooms.add_component(room.id, options=sdk.ComponentOptionsRTSP(source_uri=NOBODY))

        assert type(component) is sdk.ComponentRTSP
        assert component.type == "rtsp"
        assert component.properties == sdk.ComponentPropertiesRTSP(
            source_uri=NOBODY, keep_alive_interval=15000, reconnect_delay=15000, rtp_port=20000, pierce_nat=True
        )
        assert component.tracks == []
        assert rooms.get_room(room.id).components == [component]
        rooms.delete_component(room.id, component.id)
        assert rooms.get_room(room.id).components == []
        rooms.delete_room(room.id)

    def test_a_room_of_another_codec(self, sdk, rooms, errors):
        _, room = rooms.create_room(video_codec="vp8")
        with pytest.raises(errors.BadRequestError) as refused:
            rooms.add_component(room.id, options=sdk.ComponentOptionsRTSP(source_uri=NOBODY))
        assert str(refused.value) == f"Incompatible video codec enforced in room {room.id}"
        rooms.delete_room(room.id)
