# What the long tests share: build what is not built, a temporary folder, a PostgreSQL of their own, the Java program.

. "$root/scripts/lib/launch.sh"
. "$root/scripts/lib/postgres.sh"

campaign_begin() {
  need_java || exit 1
  [ -f "$root/kms-client-cli/acceptance/target/test-classpath.txt" ] && [ -f "$root/kms-server/target/kms-server-app.jar" ] || build "$root"
  work=$(mktemp -d "${TMPDIR:-/tmp}/kms-campaign-XXXXXX")
  chmod 711 "$work"
  clusters=()
  trap campaign_end EXIT
}

# campaign_end [CODE]: where something else ran before it, with the code from before that.
campaign_end() {
  code=${1:-$?}
  trap - EXIT
  # The servers of a campaign that failed still run.
  pkill -9 -f -- "--home $work/" 2>/dev/null || true
  local cluster
  for cluster in "${clusters[@]}"; do pg_stop "$cluster"; done
  if [ $code -eq 0 ]; then rm -rf "$work"; else echo "FAILED (exit $code). What it left is in $work" >&2; fi
  exit $code
}

# campaign_postgres: a fresh PostgreSQL; sets pg, port and url.
campaign_postgres() {
  need_postgres || exit 1
  pg=$work/postgres
  port=$(free_port)
  pg_make "$pg"
  pg_start "$pg" "$port"
  clusters+=("$pg")
  url="jdbc:postgresql://127.0.0.1:$port/postgres?user=kms"
  echo "PostgreSQL $("$(pg_bin)/postgres" --version | sed 's/.* \([0-9.]*\) .*/\1/') with fsync $(pg_sql "$pg" "$port" 'show fsync')"
}

# campaign_token: a token of SoftHSM2 with its PIN in a file; sets token, its PKCS#11 URI.
campaign_token() {
  command -v softhsm2-util >/dev/null || { echo "A token needs SoftHSM2: apt-get install --no-install-recommends softhsm2" >&2; exit 1; }
  mkdir "$work/tokens"
  printf 'directories.tokendir = %s\nobjectstore.backend = file\nlog.level = ERROR\n' "$work/tokens" >"$work/softhsm2.conf"
  export SOFTHSM2_CONF=$work/softhsm2.conf
  (umask 077 && echo 1234-campaign >"$work/pin")
  export KMS_PIN_FILE=$work/pin
  softhsm2-util --init-token --free --label campaign --so-pin 87654321 --pin 1234-campaign >/dev/null
  token="pkcs11:token=campaign?module-path=${KMS_DEMO_PKCS11:-/usr/lib/softhsm/libsofthsm2.so}"
}

campaign() {
  "$java" -XX:+UseSerialGC $native_access -Dproject.root="$root" -Dlogback.configurationFile="$root/scripts/lib/campaign-log.xml" \
    -cp "$root/kms-client-cli/acceptance/target/test-classes:$(cat "$root/kms-client-cli/acceptance/target/test-classpath.txt")" \
    org.quorumkms.it.campaign.Campaign --folder "$work/system" "$@"
}
