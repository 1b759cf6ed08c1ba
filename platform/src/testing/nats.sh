#!/bin/sh
# Runs a throw-away NATS server until its standard input ends: whoever started it may die any death, the server goes too.
#
#   nats.sh [port]
#
# Prints one line, the URL and its process, when it is ready. It listens on this machine only, on a free port unless one is named.
set -eu

program=$(PATH=$PATH:/usr/sbin:/usr/local/sbin command -v nats-server) || {
  echo "nats-server is not on this machine: install it (Debian: apt-get install nats-server)." >&2
  exit 3
}

dir=$(mktemp -d /tmp/pando-nats.XXXXXX)
server=

stop() {
  if [ -n "$server" ]; then
    kill -KILL "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
  fi
  rm -rf "$dir"
}
trap stop EXIT
# Ctrl-C reaches the whole group; the end of standard input is what counts.
trap '' INT HUP TERM

"$program" --addr 127.0.0.1 --port "${1:--1}" --ports_file_dir "$dir" --log "$dir/server.log" </dev/null >/dev/null 2>&1 &
server=$!

# The server says in a file where it listens; no client program is needed.
url=
while [ -z "$url" ]; do
  if ! kill -0 "$server" 2>/dev/null; then
    cat "$dir/server.log" >&2
    exit 5
  fi
  sleep 0.02
  url=$(cat "$dir"/*.ports 2>/dev/null | sed -n 's|.*"\(nats://127\.0\.0\.1:[0-9]*\)".*|\1|p') || true
done
echo "$url $server"

# Until the other end is closed.
cat >/dev/null
