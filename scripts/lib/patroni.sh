# Three PostgreSQL under Patroni, with etcd, on loopback: Debian's programs, fsync on, nothing installed or left behind.

need_patroni() {
  local tool
  need_postgres || return 1
  for tool in patroni etcd curl; do
    command -v $tool >/dev/null || {
      echo "$tool is needed. Install it, for example: apt-get install patroni etcd-server curl" >&2
      return 1
    }
  done
}

# patroni_begin FOLDER: makes and starts them; returns when there is a leader, and a standby that has each commit before it is confirmed.
# FOLDER.password is that of the superuser kms; FOLDER/ports has a line for each: PostgreSQL's port, and that of Patroni.
patroni_begin() {
  local folder=$1 number etcd1 etcd2 port rest
  mkdir -p "$folder"
  head -c 24 /dev/urandom | base64 | tr '+/' '-_' >"$folder.password"
  chmod 600 "$folder.password"
  etcd1=$(free_port) etcd2=$(free_port)
  for number in 1 2 3; do
    port=$(free_port) rest=$(free_port)
    echo "$port $rest" >>"$folder/ports"
    patroni_config "$number" "$port" "$rest" "$etcd1" "$(cat "$folder.password")" "$folder/node$number" >"$folder/node$number.yml"
    chmod 600 "$folder/node$number.yml"
  done
  if [ "$(id -u)" = 0 ]; then chown -R postgres "$folder"; fi
  (cd "$folder" && pg_as etcd --data-dir "$folder/etcd" --listen-client-urls "http://127.0.0.1:$etcd1" --advertise-client-urls "http://127.0.0.1:$etcd1" \
    --listen-peer-urls "http://127.0.0.1:$etcd2" --initial-advertise-peer-urls "http://127.0.0.1:$etcd2" \
    --initial-cluster "default=http://127.0.0.1:$etcd2" >"$folder/etcd.log" 2>&1 &)
  patroni_until "etcd does not answer" curl -sf "http://127.0.0.1:$etcd1/health"
  for number in 1 2 3; do patroni_start "$folder" "$number"; done
  patroni_until "there is no leader with a synchronous standby" patroni_is_safe "$folder"
}

# As a machine that fails is seen after ttl (20 s, the least that Patroni takes), and a leader's PostgreSQL that fails at once.
patroni_config() {
  cat <<YAML
scope: kms
name: node$1
restapi: {listen: "127.0.0.1:$3", connect_address: "127.0.0.1:$3"}
etcd3: {hosts: "127.0.0.1:$4"}
bootstrap:
  dcs:
    ttl: 20
    loop_wait: 2
    retry_timeout: 5
    maximum_lag_on_failover: 0
    synchronous_mode: true
    synchronous_mode_strict: true
    postgresql:
      use_pg_rewind: true
      parameters: {max_connections: 100, wal_keep_size: 512MB, hot_standby: "on"}
  initdb: [{encoding: UTF8}, {auth: scram-sha-256}]
  pg_hba:
    - host replication kms 127.0.0.1/32 scram-sha-256
    - host all kms 127.0.0.1/32 scram-sha-256
postgresql:
  listen: "127.0.0.1:$2"
  connect_address: "127.0.0.1:$2"
  data_dir: "$6/data"
  bin_dir: "$(pg_bin)"
  pgpass: "$6/pgpass"
  authentication:
    superuser: {username: kms, password: "$5"}
    replication: {username: kms, password: "$5"}
    rewind: {username: kms, password: "$5"}
  parameters: {unix_socket_directories: "$6"}
YAML
}

# patroni_start FOLDER NUMBER
patroni_start() {
  pg_as mkdir -p "$1/node$2"
  (cd "$1" && pg_as patroni "$1/node$2.yml" >>"$1/node$2.log" 2>&1 &)
}

# patroni_until WORDS COMMAND…: waits until it succeeds, two minutes at most.
patroni_until() {
  local words=$1
  shift
  for _ in $(seq 600); do
    ! "$@" >/dev/null 2>&1 || return 0
    sleep 0.2
  done
  echo "After two minutes $words." >&2
  return 1
}

# patroni_leader FOLDER: prints the number of the leader.
patroni_leader() {
  local number=0 rest
  while read -r _ rest; do
    number=$((number + 1))
    ! curl -sf -o /dev/null -m 2 "http://127.0.0.1:$rest/primary" || { echo $number; return 0; }
  done <"$1/ports"
  return 1
}

# patroni_is_safe FOLDER: there is a leader, all three run, and one is synchronous.
patroni_is_safe() {
  local rest found='' running=0
  patroni_leader "$1" >/dev/null || return 1
  while read -r _ rest; do
    ! curl -sf -o /dev/null -m 2 "http://127.0.0.1:$rest/sync" || found=yes
    ! curl -sf -o /dev/null -m 2 "http://127.0.0.1:$rest/health" || running=$((running + 1))
  done <"$1/ports"
  [ -n "$found" ] && [ $running = 3 ]
}

# patroni_kill FOLDER NUMBER: -9 of PostgreSQL and Patroni, as when their machine fails.
patroni_kill() {
  local main
  main=$(head -n 1 "$1/node$2/data/postmaster.pid")
  pkill -9 -f "patroni $1/node$2.yml" || true
  kill -9 "$main" $(pgrep -P "$main") 2>/dev/null || true
}

# patroni_crash FOLDER: the leader fails, another one takes its place, and the old one comes back as a standby.
patroni_crash() {
  local leader
  leader=$(patroni_leader "$1")
  patroni_kill "$1" "$leader"
  patroni_until "no other leader was chosen" patroni_another "$1" "$leader"
  patroni_start "$1" "$leader"
  patroni_until "the killed one did not come back" patroni_is_safe "$1"
}

patroni_another() {
  local now
  now=$(patroni_leader "$1") && [ "$now" != "$2" ]
}

patroni_end() {
  local main node
  pkill -TERM -f "patroni $1/node" 2>/dev/null || true
  for _ in $(seq 100); do pgrep -f "patroni $1/node" >/dev/null || break; sleep 0.1; done
  for node in 1 2 3; do
    main=$(head -n 1 "$1/node$node/data/postmaster.pid" 2>/dev/null || true)
    [ -z "$main" ] || kill -QUIT "$main" 2>/dev/null || true
  done
  pkill -9 -f "etcd --data-dir $1/etcd" 2>/dev/null || true
}
