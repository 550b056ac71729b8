"""
The official Python SDK against a running server. One set of tests for both generations: their surfaces are equal.

    SDK             fishjam (0.5.0) or jellyfish (0.4.0)
    SERVER_ADDRESS  host:port of a server with the token "development"
"""

import importlib
import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

SDK = importlib.import_module(os.environ.get("SDK", "fishjam"))
ADDRESS = os.environ.get("SERVER_ADDRESS", "localhost:5002")


@pytest.fixture
def sdk():
    return SDK


@pytest.fixture
def errors():
    return importlib.import_module(f"{SDK.__name__}.errors")


@pytest.fixture
def address():
    return ADDRESS


@pytest.fixture
def rooms(sdk, address):
    return sdk.RoomApi(server_address=address, server_api_token="development")


@pytest.fixture
def recordings(sdk, address):
    return sdk.RecordingApi(server_address=address, server_api_token="development")


@pytest.fixture
def notifier(sdk, address):
    return sdk.Notifier(server_address=address, server_api_token="development")
