#!/bin/sh
# Runs a throw-away store that speaks S3 until its standard input ends: whoever started it may die any death, the store goes too.
#
# Prints one line, its address and its process, when it is ready. It listens on this machine only, on a free port, and keeps what it
# is given in memory.
set -eu

program=$(PATH=${PANDO_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/pando}/bin:$PATH command -v moto_server) || {
  echo "moto_server, which speaks S3, is not on this machine: run .ci/setup test." >&2
  exit 3
}

dir=$(mktemp -d /tmp/pando-s3.XXXXXX)
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

# Unbuffered, or the address would wait for company.
TMPDIR=$dir PYTHONUNBUFFERED=1 "$program" -H 127.0.0.1 -p 0 </dev/null >"$dir/server.log" 2>&1 &
server=$!

# The server says in its log where it listens.
url=
while [ -z "$url" ]; do
  if ! kill -0 "$server" 2>/dev/null; then
    cat "$dir/server.log" >&2
    exit 5
  fi
  sleep 0.05
  url=$(sed -n 's|.*Running on \(http://127\.0\.0\.1:[0-9]*\).*|\1|p' "$dir/server.log")
done
echo "$url $server"

# Until the other end is closed.
cat >/dev/null
