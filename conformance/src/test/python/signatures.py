"""Checks signed webhooks of files of vectors with the verifiers that receivers in Python use, unmodified.

    python signatures.py vectors.json...

Prints how often each was asked; ends with 1 and says where when one of them answers other than the vector.
"""

import collections
import datetime
import json
import pathlib
import sys

import standardwebhooks.webhooks as library
from fishjam import verify_webhook_signature

asked = collections.Counter()


class Clock(datetime.datetime):
    """The receiver's clock stands at the time of the vector."""

    at = 0

    @classmethod
    def now(cls, tz=None):
        return datetime.datetime.fromtimestamp(cls.at, tz=tz)


library.datetime = Clock


def sdk(secret, headers, body):
    return verify_webhook_signature(body, headers["x-fishjam-signature-256"], secret)


def standard_webhooks(secret, headers, body):
    # The library takes another secret than `whsec_…` only as the bytes of its key.
    key = secret if secret.startswith("whsec_") else secret.encode()
    try:
        library.Webhook(key).verify(body, headers, json_parse=False)
        return True
    except library.WebhookVerificationError:
        return False


def is_text(body):
    try:
        body.decode()
        return True
    except UnicodeDecodeError:
        return False


def check(name, answer, expected, vector):
    asked[name] += 1
    if answer != expected:
        sys.exit(f"{name} answers {answer} instead of {expected}: {vector['name']}")


for file in sys.argv[1:]:
    for vector in json.loads(pathlib.Path(file).read_text())["vectors"]:
        body, headers = bytes.fromhex(vector["body"]), vector["headers"]
        Clock.at = vector["timestamp"]
        for receiver in vector["accept"]:
            secret = receiver["secret"]
            check("fishjam SDK", sdk(secret, headers, body), receiver["legacy"], vector)
            check("fishjam SDK, changed body", sdk(secret, headers, body + b" "), False, vector)
            # The library reads a body as text, so it cannot check protobuf that is not UTF-8; the example can.
            if is_text(body):
                check("standardwebhooks", standard_webhooks(secret, headers, body), receiver["standard"], vector)
                check("standardwebhooks, changed body", standard_webhooks(secret, headers, body + b" "), False, vector)
            else:
                asked["not UTF-8"] += 1

for name, count in sorted(asked.items()):
    print(f"{name}: {count}")
