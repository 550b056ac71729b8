"""
An IP camera: GStreamer's RTSP server with a test picture, and a tone if it is to have one. Runs on the system's Python, which has the bindings.

    camera.py PORT [udp|tcp] [digest|basic] [silent|opus]
    camera.py check

Prints "ready" when it listens. User and password are "user" and "pass". "check" says with its exit code whether this
machine has all that it needs, its encoder too.
"""

import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
gi.require_version("GstRtsp", "1.0")
from gi.repository import GLib, Gst, GstRtsp, GstRtspServer  # noqa: E402

PICTURE = "videotestsrc is-live=true ! video/x-raw,width=160,height=120,framerate=15/1"
ENCODER = (
    "x264enc tune=zerolatency speed-preset=ultrafast key-int-max=15 ! video/x-h264,profile=constrained-baseline"
    " ! rtph264pay name=pay0 pt=96"
)
TONE = "audiotestsrc is-live=true ! audioconvert ! audioresample ! opusenc ! rtpopuspay name=pay1 pt=97"

ELEMENTS = ("videotestsrc", "x264enc", "rtph264pay", "audiotestsrc", "opusenc", "rtpopuspay")


def protected(server, factory, method):
    """Only the user may watch."""
    auth = GstRtspServer.RTSPAuth()
    token = GstRtspServer.RTSPToken()
    token.set_string("media.factory.role", "user")
    if method == "digest":
        auth.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
        auth.add_digest("user", "pass", token)
    else:
        auth.add_basic(GstRtspServer.RTSPAuth.make_basic("user", "pass"), token)
    server.set_auth(auth)
    permissions = GstRtspServer.RTSPPermissions()
    for permission in ("access", "construct"):
        permissions.add_permission_for_role("user", f"media.factory.{permission}", True)
    factory.set_permissions(permissions)


def main():
    if sys.argv[1:] == ["check"]:
        Gst.init(None)
        sys.exit(0 if all(Gst.ElementFactory.find(element) for element in ELEMENTS) else 1)
    port, transport, method, sound = (sys.argv[1:] + ["udp", "digest", "silent"][len(sys.argv) - 2 :])[:4]
    Gst.init(None)
    server = GstRtspServer.RTSPServer()
    server.set_address("127.0.0.1")
    server.set_service(port)
    factory = GstRtspServer.RTSPMediaFactory()
    factory.set_launch(f"( {PICTURE} ! {ENCODER} {TONE if sound == 'opus' else ''} )")
    factory.set_shared(True)
    if transport == "tcp":
        factory.set_protocols(GstRtsp.RTSPLowerTrans.TCP)
    protected(server, factory, method)
    server.get_mount_points().add_factory("/live", factory)
    server.attach(None)
    print("ready", flush=True)
    GLib.MainLoop().run()


main()
