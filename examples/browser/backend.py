"""The smallest backend of an application: serves the page, and lets whoever asks into one room.

Nothing but Python's own library. A real backend asks who somebody is before it makes a peer for them.
"""

import json
import os
import pathlib
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HERE = pathlib.Path(__file__).parent
ADDRESS = os.environ.get("FISHJAM_ADDRESS", "localhost:5002")
TOKEN = os.environ.get("FISHJAM_TOKEN", "development")
PORT = int(os.environ.get("PAGE_PORT", "8000"))
ROOM = "browsers"

PAGES = {
    "/": (HERE / "index.html", "text/html; charset=utf-8"),
    "/page.js": (HERE / "target" / "page.js", "text/javascript; charset=utf-8"),
}


def call(path, body):
    request = urllib.request.Request(
        f"http://{ADDRESS}{path}",
        data=json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)["data"]


def peer_token():
    try:
        call("/room", {"roomId": ROOM, "videoCodec": "vp8"})
    except urllib.error.HTTPError as refusal:
        # 400: it is there since somebody else joined.
        if refusal.code != 400:
            raise
    return call(f"/room/{ROOM}/peer", {"type": "webrtc", "options": {}})["token"]


class Backend(BaseHTTPRequestHandler):
    def do_GET(self):
        page, kind = PAGES.get(self.path, (None, None))
        if page is None or not page.exists():
            self.send_error(404)
            return
        self.answer(200, kind, page.read_bytes())

    def do_POST(self):
        if self.path != "/join":
            self.send_error(404)
            return
        try:
            admission = {"url": f"ws://{ADDRESS}", "token": peer_token()}
        except OSError as failure:
            # An answer other than 2xx is one too.
            self.answer(502, "text/plain; charset=utf-8", f"Ephyra at {ADDRESS}: {failure}".encode())
            return
        self.answer(200, "application/json", json.dumps(admission).encode())

    def answer(self, status, kind, body):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


if __name__ == "__main__":
    print(f"The room is at http://localhost:{PORT}/")
    try:
        ThreadingHTTPServer(("127.0.0.1", PORT), Backend).serve_forever()
    except KeyboardInterrupt:
        pass
