#!/bin/sh
# Runs an SDK's own suite against a server, both in the network namespace of this process: the suite's ports are fixed. The
# server has the components that there are, and the suite's fixtures as their files, as in the suite's own compose file.
#
#   unshare -n own_suite.sh PYTHON SUITE DATA COMMAND-OF-THE-SERVER...
set -eu
python=$1 suite=$2 data=$3
shift 3

ip link set lo up
mkdir -p "$data" "$data.resources"
ln -s "$suite/tests/fixtures" "$data.resources/file_component_sources"
env -i PATH="$PATH" FJ_PORT=5002 FJ_HOST=localhost:5002 FJ_SERVER_API_TOKEN=development EPHYRA_DATA_DIR="$data" \
  FJ_COMPONENTS_USED="file rtsp" FJ_RESOURCES_BASE_PATH="$data.resources" "$@" >"$data.log" 2>&1 &
server=$!
trap 'kill -9 $server; tail -n 40 "$data.log"' EXIT

"$python" - <<'WAIT'
import socket, time
for attempt in range(300):
    try:
        socket.create_connection(("127.0.0.1", 5002), 1).close()
        break
    except OSError:
        time.sleep(0.1)
WAIT

cd "$suite"
"$python" -m pytest -q -p no:cacheprovider -rf --tb=line tests
