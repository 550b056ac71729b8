"""Decodes notifications with field 1000 beside their content by an official SDK, unmodified.

    SDK=fishjam python extended_frames.py frames.txt

Each line of the file has a kind, a notification as it is and the same extended, in hexadecimal; the last line a batch of all.
Prints how many kinds the SDK knows, and how many it found in the batch; ends with 1 and says where when an extended one is
not what the plain one is.
"""

import os
import sys
import warnings

warnings.simplefilter("ignore")
sdk = os.environ["SDK"]


def known_to(module):
    """What the SDK makes of a frame, as a list."""
    if hasattr(module, "decode_server_notifications"):
        return module.decode_server_notifications

    def decode(frame):
        message = module.receive_binary(frame)
        return [] if message is None else [message]

    return decode


if sdk == "jellyfish":
    import jellyfish as module
else:
    import fishjam as module

decode = known_to(module)
batches = hasattr(module, "decode_server_notifications")
plains = []
in_batch = 0

with open(sys.argv[1], encoding="ascii") as lines:
    for line in lines:
        kind, first, *extended = line.split()
        found = decode(bytes.fromhex(first))
        if kind == "NOTIFICATION_BATCH":
            if batches and found != plains:
                sys.exit(f"the batch is {found} instead of {plains}")
            in_batch = len(found) if batches else 0
            continue
        plains += found
        for frame in extended:
            if decode(bytes.fromhex(frame)) != found:
                sys.exit(f"{kind}: {frame} is {decode(bytes.fromhex(frame))} instead of {found}")

print(f"known: {len(plains)}, in a batch: {in_batch}")
