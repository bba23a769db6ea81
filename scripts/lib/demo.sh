# What the demonstrations share. They set root, and source launch.sh before; this makes a folder (work) that is removed at the end.

need_java
for module in kms-server kms-operator-cli kms-client-cli; do
  [ -f "$root/$module/target/$module-app.jar" ] || { build "$root"; break; }
done

work=$(mktemp -d)
server=
finish() {
  code=$?
  [ -z "$server" ] || { kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; }
  [ $code -eq 0 ] || { echo "FAILED (exit $code). What the server said:" >&2; cat "$work/server.err" >&2 2>/dev/null || true; }
  rm -rf "$work"
}
trap finish EXIT

number=0
step() { number=$((number + 1)); printf '\n%2d. %s\n' $number "$*"; }
shown() { sed 's/^/      /'; }
# run PROGRAM HOME WORDS…: shows the command and what it prints.
run() {
  local program=$1 home=$2
  shift 2
  { echo "\$ $program --home $home $*"; "$root/scripts/$program" --home "$work/$home" "$@" 2>&1; } \
    | sed -E "s#$work/##g; s#kms(card)?1\.[A-Za-z0-9_-]*\.#kms\11.….#g" | shown
}
refused() { if run "$@"; then echo "should have been refused" >&2; exit 1; fi; }
quiet() { "$root/scripts/$1" --home "$work/$2" "${@:3}" --output json 2>/dev/null; }
# A field of the JSON that our programs print: one name, one string.
field() { sed -n "s/^ *\"$1\" : \"\([^\"]*\)\".*/\1/p" | head -n 1; }
serve() {
  "$root/scripts/kms-server" --home "$work/server" run >"$work/ready" 2>"$work/server.err" &
  server=$!
  for _ in $(seq 300); do
    grep -q '^ready ' "$work/ready" && return 0
    kill -0 "$server" 2>/dev/null || { echo "The server did not start." >&2; exit 1; }
    sleep 0.1
  done
}
# The server must end in good order.
stop() {
  kill "$server"
  wait "$server"
  server=
}
# approve TRUST THUMBPRINT OPERATORS…: these operators approve it.
approve() {
  local trust=$1 thumbprint=$2 who
  shift 2
  for who in "$@"; do quiet kms-operator "$who" trust approve "$trust" --thumbprint "$thumbprint" >/dev/null; done
}
