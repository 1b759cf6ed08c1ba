#!/bin/sh
# Runs a throw-away PostgreSQL until its standard input ends: whoever started it may die any death, the cluster goes too.
#
#   postgres.sh [durable|PORT]
#
# Prints one line, the URL, when it is ready. Data and socket lie in a new directory under /tmp; no TCP port is opened, unless one is
# named: then it answers there too, to this machine.
# Without `durable` nothing is flushed to disk, which is what tests of behaviour want.
set -eu

bin=
for dir in $(printf '%s' "$PATH" | tr ':' ' ') $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -rV); do
  if [ -x "$dir/initdb" ] && [ -x "$dir/postgres" ]; then bin=$dir; break; fi
done
if [ -z "$bin" ]; then
  echo "PostgreSQL is not on this machine: install it (Debian: apt-get install postgresql), or name a server in PANDO_TEST_POSTGRES." >&2
  exit 3
fi

# A socket's path may hold 107 bytes, so never under a deep TMPDIR.
dir=$(mktemp -d /tmp/pando-postgres.XXXXXX)
server=

stop() {
  if [ -s "$dir/data/postmaster.pid" ]; then kill -QUIT "$(head -n 1 "$dir/data/postmaster.pid")" 2>/dev/null || true; fi
  if [ -n "$server" ]; then wait "$server" 2>/dev/null || true; fi
  rm -rf "$dir"
}
trap stop EXIT
# Ctrl-C reaches the whole group; the end of standard input is what counts.
trap '' INT HUP TERM

# PostgreSQL refuses to run as root.
as_owner() { "$@"; }
if [ "$(id -u)" = 0 ]; then
  chown postgres "$dir"
  as_owner() { runuser -u postgres -- "$@"; }
fi

cd "$dir"
if ! as_owner "$bin/initdb" -D "$dir/data" -U pando -A trust -E UTF8 --locale=C --no-sync >"$dir/initdb.log" 2>&1; then
  cat "$dir/initdb.log" >&2
  exit 4
fi
listen=
port=5432
at=localhost
case ${1-} in
  [0-9]*) listen=127.0.0.1 port=$1 at=localhost:$1 ;;
esac
if [ "${1-}" = durable ]; then
  set -- -c fsync=on -c synchronous_commit=on
else
  set -- -c fsync=off -c synchronous_commit=off -c full_page_writes=off
fi
as_owner "$bin/postgres" -D "$dir/data" -k "$dir" -c listen_addresses="$listen" -c port="$port" -c max_connections=400 \
  -c shared_buffers=64MB "$@" \
  </dev/null >"$dir/server.log" 2>&1 &
server=$!

# The server says in this file when it takes connections; no client program is needed.
until grep -q '^ready' "$dir/data/postmaster.pid" 2>/dev/null; do
  if ! kill -0 "$server" 2>/dev/null; then
    cat "$dir/server.log" >&2
    exit 5
  fi
  sleep 0.05
done
echo "postgres://pando@$at/postgres?host=$dir"

# Until the other end is closed.
cat >/dev/null
