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

# build ROOT: builds all three programs, without tests; says how far it is, and shows Maven's output only if it fails.
build() {
  local code=
  need_maven || return 1
  log=$(mktemp)
  echo "Building, once: two minutes, and some more the first time, when Maven fetches libraries…" >&2
  { (cd "$1" && mvn -B -DskipTests -Dmaven.javadoc.skip=true package 2>&1 </dev/null) || echo failed >"$log.code"; } | tee "$log" | tell_progress >&2
  if [ -f "$log.code" ]; then
    code=1
    cat "$log" >&2
    echo "The build failed." >&2
  fi
  rm -f "$log" "$log.code"
  return "${code:-0}"
}

# tell_progress: of Maven's output which module it is at, and how much it fetched.
tell_progress() {
  local line words fetched=0 parts
  while IFS= read -r line; do
    words=
    case $line in
      *'Downloaded from '*)
        fetched=$((fetched + 1))
        [ $((fetched % 100)) -ne 0 ] || words="$fetched files fetched"
        ;;
      '[INFO] Building '*'['*) read -ra parts <<<"${line#'[INFO] Building '}" && words=${parts[*]} ;;
    esac
    [ -z "$words" ] || echo "  $words"
  done
}

# open_descriptors: a closed standard descriptor would become the next file that somebody opens. Each is opened the wrong way round, so
# that to read or write it fails.
open_descriptors() {
  [ -e /dev/fd/2 ] || exec 2</dev/null
  [ -e /dev/fd/0 ] || exec 0>/dev/null
  [ -e /dev/fd/1 ] || exec 1</dev/null
}

# use_utf8: words, names of files and contexts are UTF-8 whatever the locale says; sets utf8, which is whether it says so too.
use_utf8() {
  local character=$'\303\266' locale
  utf8=yes
  [ ${#character} -ne 1 ] || return 0
  utf8=
  for locale in C.UTF-8 C.utf8 en_US.UTF-8; do
    { LC_ALL=$locale; } 2>/dev/null
    if [ ${#character} -eq 1 ]; then
      export LC_ALL
      return 0
    fi
  done
}

# know_folder: the JVM wants to know in which folder it is, by a name in UTF-8; sets folder, a flag that names it where it has no such
# name, by a descriptor.
know_folder() {
  folder=
  pwd -P >/dev/null 2>&1 || {
    echo "The folder in which this was started is gone. Go to another one, and try again." >&2
    exit 1
  }
  case $PWD in
    *[!\ -~]*)
      if ! printf %s "$PWD" | iconv -f UTF-8 -t UTF-8 >/dev/null 2>&1; then
        exec 11<.
        folder=-Duser.dir=/proc/self/fd/11
      fi
      ;;
  esac
}

# results_apart: where results go to a file or a pipe, gives the JVM standard error in its place: it writes warnings, logs and thread
# dumps to descriptor 1. Sets results, a flag that says on which descriptor the results go.
results_apart() {
  results=
  [ ! -t 1 ] || return 0
  if [ "${BASH_VERSINFO[0]}${BASH_VERSINFO[1]}" -ge 41 ]; then
    eval 'exec {results}>&1'
  else
    results=9
    exec 9>&1
  fi
  exec 1>&2
  results=-Dorg.quorumkms.results=$results
}

# choose_flags: sets flags to what this JVM starts with. What is given from outside may not go with what we chose by measurement
# (a collector, sizes): then that is left out; and where a JVM does not start at all, it is said why, once.
choose_flags() {
  local outside="${KMS_JAVA_OPTS:-}${JAVA_TOOL_OPTIONS:-}${_JAVA_OPTIONS:-}${JDK_JAVA_OPTIONS:-}" said collector=-XX:+UseSerialGC
  [ -n "$outside" ] || [ "$(ulimit -v)" != unlimited ] || return 0
  # JDK 17 crashes where somebody changes classes that come from an archive (a flight recording, an agent).
  case $outside in
    *FlightRecord* | *-javaagent:* | *-agentpath:* | *-agentlib:*) leave_out '-XX:SharedArchiveFile=*' ;;
  esac
  case $outside in
    *-XX:+Use*GC* | *@* | *-XX:VMOptionsFile* | *-XX:Flags*)
      leave_out "$collector"
      collector=
      ;;
  esac
  ! starts || return 0
  leave_out '-X*'
  # What it takes of a small address space for itself.
  flags+=(${collector:+"$collector" -Xmx96m -XX:CompressedClassSpaceSize=48m -XX:ReservedCodeCacheSize=48m})
  ! starts || return 0
  leave_out '-X*'
  starts || {
    echo "Java does not start with the options that it was given from outside (KMS_JAVA_OPTS, JAVA_TOOL_OPTIONS, JDK_JAVA_OPTIONS," \
      "_JAVA_OPTIONS, a limit of memory). Take them away, or mend them.${said:+ It says:}" >&2
    [ -z "$said" ] || printf '%s\n' "$said" >&2
    exit 1
  }
}

# leave_out PATTERN: takes flags away that fit it.
leave_out() {
  local flag kept=()
  for flag in "${flags[@]}"; do
    # shellcheck disable=SC2254
    case $flag in
      $1) ;;
      *) kept+=("$flag") ;;
    esac
  done
  flags=("${kept[@]}")
}

starts() {
  said=$("$java" "${flags[@]}" ${KMS_JAVA_OPTS:-} "${kept_secret[@]}" -version 2>&1 </dev/null)
}

# Keys are in this process's memory: no core, no heap dump, nobody attaches. Its own words are none of the results.
kept_secret=(-XX:-CreateCoredumpOnCrash -XX:-HeapDumpOnOutOfMemoryError -XX:+DisableAttachMechanism -XX:-UsePerfData -XX:+DisplayVMOutputToStderr)

# launch ROOT MODULE ARGUMENTS…
launch() {
  root=$1 module=$2
  shift 2
  open_descriptors
  use_utf8
  know_folder
  need_java || exit 1
  jar=$root/$module/target/$module-app.jar
  [ -f "$jar" ] || build "$root" || exit 1
  java_flags "$root" "$module"
  # A command is over before the second compiler has paid for itself; a server that runs is not, nor is what measures. The JDK's RSA needs it.
  case "$module $* " in
    'kms-server '*' run '* | 'kms-server '*' test '*) ;;
    kms-server\ *) ! native_crypto "$root/$module/target" || flags+=(-XX:TieredStopAtLevel=1) ;;
  esac
  choose_flags
  flags+=(${KMS_JAVA_OPTS:-} "${kept_secret[@]}")
  [ -n "$utf8" ] || flags+=(-Dorg.quorumkms.ascii=true)
  # The programs speak English, with its digits, whatever the locale.
  flags+=(-Duser.language=en -Duser.country=US)
  [ -z "$folder" ] || flags+=("$folder")
  ulimit -c 0
  results_apart
  [ -z "$results" ] || flags+=("$results")
  exec "$java" "${flags[@]}" -jar "$jar" "$@"
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
  # The store's library from where it was unpacked: a folder for temporary files may be full, missing, or not for programs.
  if [ -e "$target/native/libsqlitejdbc.so" ] || [ -e "$target/native/libsqlitejdbc.dylib" ]; then
    flags+=("-Dorg.sqlite.lib.path=$target/native" "-Dorg.sqlite.tmpdir=$target/native")
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
  local target=$1/$2/target list=$1/scripts/lib/programs.classes new
  [ -f "$list" ] || return 0
  # Programs that start at the same time need one archive, not one each; a lock of a killed maker counts for a minute.
  [ -z "$(find "$3.lock" -mmin -1 2>/dev/null)" ] || return 0
  : >"$3.lock"
  new=$3.$$
  # One list for the three programs; what is not in a program's jar is left out.
  cat "${java_says%/release}/lib/classlist" "$list" >"$new.classes" 2>/dev/null || cp "$list" "$new.classes"
  "$java" -Xshare:dump -XX:+UseSerialGC $native_access -XX:SharedClassListFile="$new.classes" -XX:SharedArchiveFile="$new" -cp "$target/$2-app.jar" \
    && mv -f "$new" "$3" && echo "$4" >"$3.for"
  rm -f "$new" "$new.classes" "$3.lock"
}
