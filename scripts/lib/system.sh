# A system of one server, one operator and one client in a temporary folder, for scripts that measure.

# system_begin WORK [OPTION…]: founds it (with $hsms HSMs, or two), starts the server with the options, claims a Domain for WORK/client; sets server (its pid).
system_begin() {
  local work=$1 trust invitation
  shift
  "$root/scripts/kms-server" --home "$work/server" init --operator alice --hsms "${hsms:-2}" --listen 127.0.0.1:0 --output json >"$work/init.json" 2>/dev/null
  "$root/scripts/kms-server" --home "$work/server" run "$@" >"$work/ready" 2>"$work/server.log" &
  server=$!
  # Some seconds, and one more for each HSM.
  for _ in $(seq 2000); do grep -q '^ready ' "$work/ready" && break; kill -0 "$server" 2>/dev/null || break; sleep 0.1; done
  json_field alice <"$work/init.json" >"$work/invitation"
  system_operator enrol "$work/invitation" >/dev/null
  trust=$(system_operator trust create --hsm h1 --operator alice --quorum 1 --output json | json_field thumbprint)
  system_operator trust approve 2 --thumbprint "$trust" >/dev/null 2>&1
  system_operator trust sign 2 >/dev/null
  system_operator domain create --trust 2 --name big --output json | json_field invitation >"$work/invitation"
  "$root/scripts/kms-client" --home "$work/client" claim "$work/invitation"
}

system_operator() { "$root/scripts/kms-operator" --home "$work/alice" "$@"; }

system_end() {
  [ -z "${server:-}" ] || { kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; }
}

# json_field NAME: the first member of that name, from our indented JSON.
json_field() { sed -n "s/^ *\"$1\" : \"\([^\"]*\)\".*/\1/p" | head -n 1; }
