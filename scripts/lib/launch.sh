# What the launchers share: find Java 17 or later, build what is not built, start a program's jar.

need_java() {
  if [ -n "${JAVA_HOME:-}" ] && [ -x "$JAVA_HOME/bin/java" ]; then java=$JAVA_HOME/bin/java; else java=$(command -v java || true); fi
  version=
  [ -z "$java" ] || version=$("$java" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -n 1)
  if [ -z "$version" ] || [ "$version" -lt 17 ]; then
    echo "Java 17 or later is needed (found: ${version:-none}). Install it, for example: apt-get install openjdk-17-jdk-headless" >&2
    return 1
  fi
}

need_maven() {
  command -v mvn >/dev/null || {
    echo "Maven is needed to build. Install it, for example: apt-get install maven" >&2
    return 1
  }
}

# build ROOT: builds all three programs, without tests; the output is shown only if it fails.
build() {
  need_maven || return 1
  log=$(mktemp)
  echo "Building (once; the first time Maven fetches libraries)…" >&2
  if ! (cd "$1" && mvn -B -q -DskipTests -Dmaven.javadoc.skip=true package) >"$log" 2>&1 </dev/null; then
    cat "$log" >&2
    rm -f "$log"
    echo "The build failed." >&2
    return 1
  fi
  rm -f "$log"
}

# launch ROOT MODULE ARGUMENTS…
launch() {
  root=$1 module=$2
  shift 2
  need_java || exit 1
  jar=$root/$module/target/$module-app.jar
  [ -f "$jar" ] || build "$root" || exit 1
  # Keys are in this process's memory: no core, no heap dump, nobody attaches.
  ulimit -c 0
  exec "$java" -XX:+UseSerialGC -Xshare:auto $(native_access) ${KMS_JAVA_OPTS:-} \
    -XX:-CreateCoredumpOnCrash -XX:-HeapDumpOnOutOfMemoryError -XX:+DisableAttachMechanism -XX:-UsePerfData -jar "$jar" "$@"
}

# From JDK 24 on the native libraries (SQLite) ask for leave; JDK 17 does not know the flag in a manifest either.
native_access() {
  [ "$version" -lt 24 ] || echo "--enable-native-access=ALL-UNNAMED"
}
