# What the launchers share: find Java 17 or later, build what is not built, start a program's jar.

# Sets java, java_says (its own words about itself), release, version and native_access (a flag, or nothing). No process is started for it but one readlink: each costs a start some milliseconds.
need_java() {
  if [ -n "${JAVA_HOME:-}" ] && [ -x "$JAVA_HOME/bin/java" ]; then java=$JAVA_HOME/bin/java; else java=$(command -v java || true); fi
  release=
  if [ -n "$java" ]; then
    # Asking java itself costs as much as starting it; a JDK says it in a file as well.
    local line
    java_says=$java
    [ ! -L "$java_says" ] || java_says=$(readlink -f "$java_says")
    java_says=${java_says%/bin/java}/release
    if [ -r "$java_says" ]; then
      while IFS= read -r line; do
        case $line in JAVA_VERSION=*) line=${line#*\"} release=${line%\"*} ;; esac
      done <"$java_says"
    fi
    [ -n "$release" ] || release=$("$java" -version 2>&1 | sed -n 's/.*version "\([^"]*\)".*/\1/p' | head -n 1)
  fi
  version=${release%%[.+-]*}
  if [ -z "$version" ] || [ "$version" -lt 17 ]; then
    echo "Java 17 or later is needed (found: ${release:-none}). Install it, for example: apt-get install openjdk-17-jdk-headless" >&2
    return 1
  fi
  # From JDK 24 on the native libraries (SQLite) ask for leave; JDK 17 does not know the flag in a manifest either.
  native_access=
  [ "$version" -lt 24 ] || native_access=--enable-native-access=ALL-UNNAMED
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
  java_flags "$root" "$module"
  # Keys are in this process's memory: no core, no heap dump, nobody attaches.
  ulimit -c 0
  exec "$java" "${flags[@]}" ${KMS_JAVA_OPTS:-} \
    -XX:-CreateCoredumpOnCrash -XX:-HeapDumpOnOutOfMemoryError -XX:+DisableAttachMechanism -XX:-UsePerfData -jar "$jar" "$@"
}

# java_flags ROOT MODULE: sets flags, chosen by measurement (docs/performance.md).
java_flags() {
  local target=$1/$2/target archive for made=
  flags=()
  archive=$target/classes-$release.jsa
  # The JVM takes an archive for the very jar and JVM that it was made with, and says nothing where it does not: a copied or
  # unpacked tree has others. So what it was made for stands beside it.
  for=$(made_for "$target/$2-app.jar")
  [ ! -r "$archive.for" ] || IFS= read -r made <"$archive.for" || true
  if [ "$made" = "$for" ] && [ -r "$archive" ]; then
    # At the address that it was made for: elsewhere, thirty megabytes of pointers are written anew at each start.
    flags+=("-XX:SharedArchiveFile=$archive" -Xshare:auto -XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0)
  elif [ -w "$target" ]; then
    archive_classes "$1" "$2" "$archive" "$for" >/dev/null 2>&1 </dev/null &
  fi
  # One group for both ends, that of their keys: a hello without a second one that nobody needs.
  flags+=(-XX:+UseSerialGC -Djdk.tls.namedGroups=secp256r1)
  [ -z "$native_access" ] || flags+=("$native_access")
  local native=
  if native_crypto "$target"; then
    native=yes
    flags+=(-Dcom.amazon.corretto.crypto.provider.useExternalLib=true "-Djava.library.path=$target/native")
  fi
  # A console's command is over before the second compiler has paid for itself.
  [ "$2" != kms-operator-cli ] || flags+=(-XX:TieredStopAtLevel=1)
  # What a server answers is filtered by the platform, from the first object stream on.
  [ "$2" = kms-server ] || flags+=(-Djdk.serialFilterFactory=org.quorumkms.net.CallFilters)
  [ "$2" = kms-client-cli ] || return 0
  # One gigabyte of data passes through a few small arrays.
  flags+=(-Xmx96m -Xss512k)
  if [ -n "$native" ]; then
    # The library does the bulk, so the second compiler only costs; a start fits into the young generation.
    flags+=(-XX:TieredStopAtLevel=1 -Xms32m -Xmn24m)
  else
    # The JDK's AES-GCM is fast once it is compiled: after some hundred calls, not ten thousand.
    flags+=(-Xms16m -XX:CompileCommand=quiet '-XX:CompileCommand=CompileThresholdScaling,com.sun.crypto.provider.*::*,0.02')
    # The second compiler is for it alone. What the JVM says of that would stand in the data; so it says nothing, where it
    # has no options from outside and no bound of memory that it could have to complain of.
    local directives=$1/scripts/lib/jdk-crypto.directives
    case ${KMS_JAVA_OPTS:-}${JAVA_TOOL_OPTIONS:-}${JDK_JAVA_OPTIONS:-} in
      *-X* | *@*) ;;
      *) [ ! -r "$directives" ] || [ "$(ulimit -v)" != unlimited ] \
        || flags+=(-XX:+UnlockDiagnosticVMOptions -XX:-DisplayVMOutput "-XX:CompilerDirectivesFile=$directives") ;;
    esac
  fi
}

# native_crypto TARGET: whether the Amazon Corretto Crypto Provider is unpacked there and not turned off.
native_crypto() {
  case ${KMS_JAVA_OPTS:-} in *org.quorumkms.native=false*) return 1 ;; esac
  [ -e "$1/native/libamazonCorrettoCryptoProvider.so" ] || [ -e "$1/native/libamazonCorrettoCryptoProvider.dylib" ]
}

# made_for JAR: the JVM and the jar by path, time and size.
made_for() {
  local files
  files=$(stat -c %Y.%s "$1" "$java_says" 2>/dev/null || stat -f %m.%z "$1" "$java_says" 2>/dev/null || true)
  echo "$java $1 ${files//[[:space:]]/ }"
}

# archive_classes ROOT MODULE ARCHIVE FOR: a class-data archive of the classes that the program's commands load, so that they
# are mapped and not parsed. Made in the background at the first use, and again when it was made for something else.
archive_classes() {
  local target=$1/$2/target list=$1/scripts/lib/$2.classes new
  [ -f "$list" ] || return 0
  # Programs that start at the same time need one archive, not one each; a lock of a killed maker counts for a minute.
  [ -z "$(find "$3.lock" -mmin -1 2>/dev/null)" ] || return 0
  : >"$3.lock"
  new=$3.$$
  "$java" -Xshare:dump -XX:+UseSerialGC $native_access -XX:SharedClassListFile="$list" -XX:SharedArchiveFile="$new" -cp "$target/$2-app.jar" \
    && mv -f "$new" "$3" && echo "$4" >"$3.for"
  rm -f "$new" "$3.lock"
}
