# What the launchers share: find Java 17 or later, build what is not built, start a program's jar.

need_java() {
  if [ -n "${JAVA_HOME:-}" ] && [ -x "$JAVA_HOME/bin/java" ]; then java=$JAVA_HOME/bin/java; else java=$(command -v java || true); fi
  release=
  if [ -n "$java" ]; then
    # Asking java itself costs as much as starting it; a JDK says it in a file as well.
    local file
    file=$(readlink -f "$java")
    file=${file%/bin/java}/release
    [ ! -r "$file" ] || release=$(sed -n 's/^JAVA_VERSION="\(.*\)"/\1/p' "$file")
    [ -n "$release" ] || release=$("$java" -version 2>&1 | sed -n 's/.*version "\([^"]*\)".*/\1/p' | head -n 1)
  fi
  version=${release%%[.+-]*}
  if [ -z "$version" ] || [ "$version" -lt 17 ]; then
    echo "Java 17 or later is needed (found: ${release:-none}). Install it, for example: apt-get install openjdk-17-jdk-headless" >&2
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
  exec "$java" $(java_flags "$root" "$module") ${KMS_JAVA_OPTS:-} \
    -XX:-CreateCoredumpOnCrash -XX:-HeapDumpOnOutOfMemoryError -XX:+DisableAttachMechanism -XX:-UsePerfData -jar "$jar" "$@"
}

# java_flags ROOT MODULE: flags chosen by measurement (docs/performance.md).
java_flags() {
  local target=$1/$2/target archive
  archive=$target/classes-$release.jsa
  if [ "$archive" -nt "$target/$2-app.jar" ]; then
    echo "-XX:SharedArchiveFile=$archive -Xshare:auto"
  elif [ -w "$target" ]; then
    archive_classes "$1" "$2" "$archive" >/dev/null 2>&1 </dev/null &
  fi
  # One group for both ends, that of their keys: a hello without a second one that nobody needs.
  echo "-XX:+UseSerialGC -Djdk.tls.namedGroups=secp256r1"
  native_access
  case $2 in
    kms-client-cli)
      # One gigabyte of data passes through a few small arrays.
      echo "-Xms16m -Xmx96m -Xss512k"
      # Where the native library does the bulk, the second compiler only costs.
      native_crypto && echo "-XX:TieredStopAtLevel=1"
      if ls "$target"/native/libamazonCorrettoCryptoProvider.* >/dev/null 2>&1; then
        echo "-Dcom.amazon.corretto.crypto.provider.useExternalLib=true -Djava.library.path=$target/native"
      fi ;;
  esac
}

# Whether the Amazon Corretto Crypto Provider is made for this machine.
native_crypto() {
  case $(uname -sm) in
    "Linux x86_64" | "Linux aarch64" | "Darwin x86_64" | "Darwin arm64") true ;;
    *) false ;;
  esac
}

# archive_classes ROOT MODULE ARCHIVE: a class-data archive of the classes that the program's commands load, so that they
# are mapped and not parsed. Made in the background at the first use, and again when the jar is newer.
archive_classes() {
  local target=$1/$2/target list=$1/scripts/lib/$2.classes new
  [ -f "$list" ] || return 0
  # Programs that start at the same time need one archive, not one each; a lock of a killed maker counts for a minute.
  [ -z "$(find "$3.lock" -mmin -1 2>/dev/null)" ] || return 0
  : >"$3.lock"
  new=$3.$$
  "$java" -Xshare:dump -XX:+UseSerialGC -XX:SharedClassListFile="$list" -XX:SharedArchiveFile="$new" -cp "$target/$2-app.jar" \
    && mv -f "$new" "$3"
  rm -f "$new" "$3.lock"
}

# From JDK 24 on the native libraries (SQLite) ask for leave; JDK 17 does not know the flag in a manifest either.
native_access() {
  [ "$version" -lt 24 ] || echo "--enable-native-access=ALL-UNNAMED"
}
