"""Recordings of a server that has made none."""

import pytest


def test_list_is_empty(recordings):
    assert recordings.get_list() == []


def test_delete_unknown(recordings, errors):
    with pytest.raises(errors.NotFoundError) as refused:
        recordings.delete("invalid-id")
    assert str(refused.value) == "Recording not found"
