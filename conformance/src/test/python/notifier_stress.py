"""
Connects the official notifier again and again while rooms are created elsewhere, and counts how often it dies.

    notifier_stress.py TIMES

It asserts the next frame after each of its two requests, so that one event at the wrong moment kills it. Prints one
line per death; exit status 0 when there was none.
"""

import asyncio
import importlib
import os
import sys

SDK = importlib.import_module(os.environ.get("SDK", "fishjam"))
ADDRESS = os.environ.get("SERVER_ADDRESS", "localhost:5002")
# A handshake takes milliseconds and, under this load, a quiet period of at most half a second per request.
CONNECT_SECONDS = 10


async def connect_once():
    """Connects with both subscriptions and stays until the first notification came."""
    notifier = SDK.Notifier(server_address=ADDRESS, server_api_token="development")
    told = asyncio.Event()
    notifier.on_server_notification(lambda message: told.set())
    notifier.on_metrics(lambda report: None)
    connection = asyncio.create_task(notifier.connect())
    ready = asyncio.create_task(notifier.wait_ready())
    first = asyncio.create_task(told.wait())
    try:
        await asyncio.wait(
            [connection, first], timeout=CONNECT_SECONDS, return_when=asyncio.FIRST_COMPLETED
        )
        if connection.done():
            return repr(connection.exception())
        return None if first.done() else "nothing was told"
    finally:
        for task in (ready, first):
            task.cancel()
        # Cancelling connect() would close politely, which takes this library 10 s while its queue is full of events.
        if notifier._websocket:
            notifier._websocket.transport.abort()
        else:
            connection.cancel()
        await asyncio.gather(connection, ready, first, return_exceptions=True)


async def main(times):
    deaths = 0
    for attempt in range(times):
        death = await connect_once()
        if death:
            deaths += 1
            print(f"attempt {attempt}: {death}", flush=True)
    print(f"{times} connections, {deaths} deaths", flush=True)
    return deaths


if __name__ == "__main__":
    sys.exit(1 if asyncio.run(main(int(sys.argv[1]))) else 0)
