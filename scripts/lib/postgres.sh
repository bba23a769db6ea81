# A PostgreSQL of our own for campaigns: Debian's programs, fsync on, loopback only, nothing installed or left behind.

pg_bin() {
  if [ -n "${PG_BIN:-}" ]; then echo "$PG_BIN"; return; fi
  ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1
}

need_postgres() {
  [ -n "$(pg_bin)" ] && [ -x "$(pg_bin)/initdb" ] || {
    echo "PostgreSQL's server is needed. Install it, for example: apt-get install postgresql (or set PG_BIN)." >&2
    return 1
  }
}

# PostgreSQL refuses to run as root.
pg_as() {
  if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

free_port() {
  python3 -c 'import socket; s=socket.socket(); s.bind(("127.0.0.1",0)); print(s.getsockname()[1])'
}

# pg_make FOLDER: a fresh cluster whose superuser "kms" has the password in FOLDER.password.
pg_make() {
  local folder=$1
  head -c 24 /dev/urandom | base64 | tr '+/' '-_' >"$folder.password"
  mkdir -p "$folder"
  if [ "$(id -u)" = 0 ]; then chown postgres "$folder"; fi
  cp "$folder.password" "$folder.initial"
  if [ "$(id -u)" = 0 ]; then chown postgres "$folder.initial"; fi
  chmod 600 "$folder.password" "$folder.initial"
  pg_as "$(pg_bin)/initdb" -D "$folder" -U kms -E UTF8 -A scram-sha-256 --pwfile="$folder.initial" >/dev/null
  rm -f "$folder.initial"
}

# pg_start FOLDER PORT [SETTING…]: returns when it accepts connections.
pg_start() {
  local folder=$1 port=$2
  shift 2
  local options="-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=100"
  local setting
  for setting in "$@"; do options="$options -c $setting"; done
  pg_as "$(pg_bin)/pg_ctl" -D "$folder" -o "$options" -l "$folder/log.txt" -w -t 60 start >"$folder.ctl" 2>&1 || { cat "$folder.ctl" >&2; return 1; }
}

# pg_kill FOLDER: kill -9 of the whole cluster, as when its machine fails.
pg_kill() {
  local pid
  pid=$(head -n 1 "$1/postmaster.pid")
  kill -9 "$pid" $(pgrep -P "$pid") 2>/dev/null || true
  while pgrep -g "$pid" >/dev/null 2>&1 || kill -0 "$pid" 2>/dev/null; do sleep 0.05; done
}

pg_stop() {
  pg_as "$(pg_bin)/pg_ctl" -D "$1" -m fast -w stop >/dev/null 2>&1 || true
}

# pg_sql FOLDER PORT SQL
pg_sql() {
  PGPASSWORD=$(cat "$1.password") psql -X -q -t -A -h 127.0.0.1 -p "$2" -U kms -d postgres -c "$3"
}
