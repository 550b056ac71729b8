"""
File components: what the SDKs' own suites do with them, and what is told of their ends. The server has the folder
file_component_sources of src/test/resources.
"""

import asyncio

import pytest
from test_notifier import Scenario


class TestAddFile:
    @pytest.mark.parametrize(
        ("path", "framerate", "shown"), [("video.h264", None, 30), ("/video.h264", 25, 25), ("audio.ogg", None, None)]
    )
    def test_properties(self, sdk, rooms, path, framerate, shown):
        _, room = rooms.create_room()
        options = (
            sdk.ComponentOptionsFile(file_path=path, framerate=framerate)
            if framerate
            else sdk.ComponentOptionsFile(file_path=path)
        )
        component = rooms.add_component(room.id, options=options)

        assert type(component) is sdk.ComponentFile
        assert component.type == "file"
        assert component.properties.file_path == path
        assert component.properties.framerate == shown
        assert component.tracks == []
        listed = rooms.get_room(room.id).components
        assert [each.id for each in listed] == [component.id]
        assert len(listed[0].tracks) == 1
        rooms.delete_component(room.id, component.id)
        assert rooms.get_room(room.id).components == []
        rooms.delete_room(room.id)

    @pytest.mark.parametrize(
        ("path", "error", "text"),
        [
            ("../secret.h264", "BadRequestError", "Invalid file path"),
            ("absent.h264", "NotFoundError", "File not found"),
            ("notes.txt", "BadRequestError", "Unsupported file type"),
        ],
    )
    def test_faults(self, sdk, rooms, errors, path, error, text):
        _, room = rooms.create_room()
        with pytest.raises(getattr(errors, error)) as refused:
            rooms.add_component(room.id, options=sdk.ComponentOptionsFile(file_path=path))
        assert str(refused.value) == text
        rooms.delete_room(room.id)


class TestToldOfFiles:
    def scenario(self, sdk, rooms, notifier, address):
        return Scenario(sdk, rooms, notifier, address)

    def test_a_room_that_is_deleted_at_once(self, sdk, rooms, notifier, address):
        scenario = self.scenario(sdk, rooms, notifier, address)

        async def steps(room_id):
            options = sdk.ComponentOptionsFile(file_path="video.h264")
            await asyncio.to_thread(rooms.add_component, room_id, options=options)
            await scenario.delete_room(room_id)

        scenario.run(steps, ["RoomCreated", "TrackAdded", "TrackRemoved", "RoomDeleted"])

    def test_a_file_that_ends_says_no_more_than_its_track(self, sdk, rooms, notifier, address):
        scenario = self.scenario(sdk, rooms, notifier, address)

        async def steps(room_id):
            options = sdk.ComponentOptionsFile(file_path="audio.ogg")
            await asyncio.to_thread(rooms.add_component, room_id, options=options)
            while (await asyncio.to_thread(rooms.get_room, room_id)).components:
                await asyncio.sleep(0.1)
            await scenario.delete_room(room_id)

        scenario.run(steps, ["RoomCreated", "TrackAdded", "TrackRemoved", "RoomDeleted"])

    def test_a_malformed_file_crashes_its_component_alone(self, sdk, rooms, notifier, address):
        scenario = self.scenario(sdk, rooms, notifier, address)

        async def steps(room_id):
            options = sdk.ComponentOptionsFile(file_path="malformed.h264")
            await asyncio.to_thread(rooms.add_component, room_id, options=options)
            while (await asyncio.to_thread(rooms.get_room, room_id)).components:
                await asyncio.sleep(0.1)
            await scenario.delete_room(room_id)

        scenario.run(steps, ["RoomCreated", "TrackAdded", "TrackRemoved", "ComponentCrashed", "RoomDeleted"])
