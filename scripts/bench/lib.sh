# What the benchmark scripts share.

# bench_begin PROGRAM…: needs the programs; makes a folder in memory, which goes at the end; builds what is not built.
bench_begin() {
  need_java || exit 1
  local program
  for program in python3 "$@"; do
    command -v "$program" >/dev/null || { echo "$program is needed for the comparison. Install it, for example: apt-get install $program" >&2; exit 1; }
  done
  [ -f "$root/kms-client-cli/target/kms-client-cli-app.jar" ] || build "$root" || exit 1
  work=$(mktemp -d /dev/shm/kms-bench-XXXXXX)
  trap 'system_end; rm -rf "$work"' EXIT
}

# bench_archives: waits until the class-data archives are there, which the launchers make in the background.
bench_archives() {
  local archive=$root/kms-client-cli/target/classes-$release.jsa
  "$root/scripts/kms-client" --version >/dev/null
  for _ in $(seq 300); do [ "$archive" -nt "$root/kms-client-cli/target/kms-client-cli-app.jar" ] && return 0; sleep 0.1; done
  echo "No class-data archive was made." >&2
  exit 1
}

# bench_peers: fetches what we compare with from Maven Central, apart from our build; sets peers (a class path).
bench_peers() {
  need_maven || exit 1
  local target=$root/target/bench/peers
  mkdir -p "$target"
  if [ ! -f "$target/class-path" ]; then
    echo "Fetching the peers' libraries (once)…" >&2
    mvn -B -q -f "$root/scripts/bench/peers/pom.xml" dependency:build-classpath -Dmdep.outputFile="$target/class-path" >&2
  fi
  peers=$target/classes:$(cat "$target/class-path")
  if [ ! -d "$target/classes" ] || [ "$root/scripts/bench/peers/Peers.java" -nt "$target/classes" ]; then
    mkdir -p "$target/classes"
    "${java}c" -nowarn -d "$target/classes" -cp "$peers" "$root/scripts/bench/peers/Peers.java"
    touch "$target/classes"
  fi
}

# bench_bare: makes a bare Java program that makes one call over the same TLS, with an archive of its own classes as the client has
# one; sets bare (its command).
bench_bare() {
  local app=$root/kms-client-cli/target/kms-client-cli-app.jar server_at vouching domain arguments class_path main=org.quorumkms.bench.BareCall
  (cd "$root/kms-client-cli/acceptance/target/test-classes" && "${java%java}jar" cf "$work/bare.jar" org/quorumkms/bench/BareCall.class)
  server_at=$(sed -n 's/^server //p' "$work/client/pins.summary" | head -n 1)
  vouching=$(sed -n 's/^vouching //p' "$work/client/pins.summary" | head -n 1)
  domain=$(sed -n 's/^domain \([^ ]*\) \([^ ]*\) \([^ ]*\) .*/\1 \2 \3/p' "$work/client/pins.summary")
  arguments="$work/client/connection.p12 $server_at $vouching $domain"
  class_path=$app:$work/bare.jar
  "$java" -XX:+UseSerialGC -XX:DumpLoadedClassList="$work/bare.classes" -cp "$class_path" $main $arguments >/dev/null
  "$java" -Xshare:dump -XX:+UseSerialGC -XX:SharedClassListFile="$work/bare.classes" -XX:SharedArchiveFile="$work/bare.jsa" -cp "$class_path" >/dev/null 2>&1
  java_flags "$root" kms-client-cli
  bare=${flags[*]/#-XX:SharedArchiveFile=*/-XX:SharedArchiveFile=$work/bare.jsa}
  case $bare in *bare.jsa*) ;; *) echo "The client has no class-data archive." >&2; exit 1 ;; esac
  bare="$java $bare -XX:-UsePerfData -cp $class_path $main $arguments"
}
