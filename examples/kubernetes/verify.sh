#!/usr/bin/env bash
# shellcheck source-path=SCRIPTDIR
# Runs the scenarios of this folder on a cluster and checks what must be seen. See usage() below, or --help.
set -u -o pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/verify/cluster.sh"
. "$here/verify/expect.sh"
. "$here/verify/probes.sh"
. "$here/verify/lifecycle.sh"
. "$here/verify/numbers.sh"
. "$here/verify/together.sh"

MINIMUM=30
DEMO_APP=localhost/probez-demoapp:0.1.0
IPTABLES=registry.k8s.io/build-image/distroless-iptables:v0.8.6

read -r -a PLAIN <<<"${KUBECTL:-kubectl}"
IMAGE=$DEMO_APP
CONTEXT=
PATIENCE=60
# Seconds between two looks.
INTERVAL=${VERIFY_INTERVAL:-1}
KEEP=no
MORE_REPLACEMENTS=

usage() {
  cat <<EOF
usage: verify.sh [options] [SCENARIO...]

Runs scenarios (all of them, or those named: 5, 05 or 05-http-liveness) on the cluster of kubectl's current context, in a
namespace of their own that is removed at the end, and says PASS or FAIL for each. All of them take about half an hour.

  --list               the scenarios
  --images             the images that they (or those named) need, and for which scenarios: for a cluster that cannot pull
  --image IMAGE        the demo app's image (default $DEMO_APP)
  --replace OLD=NEW    another image in place of one in the manifests; may be given several times
                       (localhost/iptables:1 is replaced by $IPTABLES,
                       localhost/orders:1 by the demo app's)
  --context NAME       a context of your kubeconfig
  --timeout SECONDS    added to the arithmetic of the manifests in every limit: for pulling images and slow nodes (default 60)
  --keep               do not remove the namespace, and leave the objects of each scenario in it
  -h, --help           this

Variables: KUBECTL, another command, of several words perhaps ("sudo k3s kubectl", "minikube kubectl --");
VERIFY_INTERVAL, seconds between two looks at the cluster (default 1).
What a run that was killed has left: kubectl delete namespace -l app.kubernetes.io/name=probez-verify
Exit code: 0 every scenario passed, 1 one did not, or could not be run, 2 bad usage, 130 interrupted.
Needs kubectl 1.$MINIMUM or newer, a cluster of 1.$MINIMUM or newer, and the right to create a namespace in it.
EOF
}

# Bad usage.
misused() {
  printf 'verify.sh: %s\n' "$1" >&2
  printf 'verify.sh --help says more\n' >&2
  exit 2
}

# It cannot begin.
refuse() {
  printf '\nverify.sh: %s\n' "$1" >&2
  [ $# -gt 1 ] && printf '%s\n' "$2" >&2
  exit 1
}

folders() { (cd "$here" && printf '%s\n' [0-9][0-9]-*); }

# The folder of 5, 05 or 05-http-liveness.
folder_of() {
  local folder
  for folder in $(folders); do
    case $1 in
      "$folder" | "${folder%%-*}") printf '%s\n' "$folder" && return 0 ;;
    esac
    [ "0$1" = "${folder%%-*}" ] && printf '%s\n' "$folder" && return 0
  done
  return 1
}

# Every image that is pulled for the chosen scenarios, as --image and --replace have it, and their numbers.
list_images() {
  local folder image
  for folder in "${chosen[@]}"; do
    {
      printf 'image: %s\n' "$DEMO_APP"
      if [ "$folder" = 26-rolling-update ]; then set -- "$here/base"/*.yaml; else set -- "$here/$folder"/*.yaml; fi
      [ "${folder%%-*}" != 03 ] || printf 'image: localhost/iptables:1\n'
      # Those of yours, which the demo app's plays here.
      sed -n 's/^[- ]*\(image: .*\)/\1/p' "$@" | grep -v -e 'localhost/orders-' -e 'localhost/database-proxy:'
    } | with_images | sort -u | while read -r _ image; do printf '%s %s\n' "$image" "${folder%%-*}"; done
  done | awk '{ all[$1] = all[$1] " " $2 } END { for (one in all) printf "%-62s%s\n", one, all[one] }' | sort
}

value_of() { [ -n "${2-}" ] || misused "$1 needs a value"; }

chosen=()
ONLY_IMAGES=no
while [ $# -gt 0 ]; do
  case $1 in
    --image=* | --replace=* | --context=* | --timeout=*)
      set -- "${1%%=*}" "${1#*=}" "${@:2}"
      continue
      ;;
    --image) value_of "$@" && IMAGE=$2 && shift ;;
    --context) value_of "$@" && CONTEXT=$2 && shift ;;
    --replace)
      value_of "$@"
      case $2 in
        ?*=?*) ;;
        *) misused "--replace \"$2\" is not OLD=NEW" ;;
      esac
      MORE_REPLACEMENTS="$MORE_REPLACEMENTS
$2"
      shift
      ;;
    --timeout)
      value_of "$@"
      case $2 in
        *[!0-9]*) misused "--timeout \"$2\" is not a whole number of seconds" ;;
      esac
      PATIENCE=$2
      shift
      ;;
    --keep) KEEP=yes ;;
    --images) ONLY_IMAGES=yes ;;
    --list)
      for folder in $(folders); do
        printf '%-30s %s\n' "$folder" "$(sed -n '1s/^# [0-9]*\. //p' "$here/$folder/README.md")"
      done
      exit 0
      ;;
    -h | --help) usage && exit 0 ;;
    -*) misused "there is no option $1" ;;
    *)
      folder=$(folder_of "$1") || misused "there is no scenario \"$1\"; --list names them"
      chosen+=("$folder")
      ;;
  esac
  shift
done
[ ${#chosen[@]} -gt 0 ] || for folder in $(folders); do chosen+=("$folder"); done

KUBE=("${PLAIN[@]}")
[ -z "$CONTEXT" ] || KUBE+=(--context "$CONTEXT")
# Those of the user come first: sed replaces an image once.
REPLACEMENTS="$MORE_REPLACEMENTS
$DEMO_APP=$IMAGE
localhost/iptables:1=$IPTABLES
localhost/orders:1=$IMAGE"
if [ "$ONLY_IMAGES" = yes ]; then
  list_images
  exit 0
fi
NAMESPACE=probez-verify-$$-$RANDOM
NAMESPACE_MADE=no
WORK=$(mktemp -d "${TMPDIR:-/tmp}/probez-verify.XXXXXX") || exit 1
NOTES=$WORK/notes
ERRORS=$WORK/errors
running=

clean_up() {
  trap 'printf "\nnamespace %s may still be there\n" "$NAMESPACE" >&2; exit 130' INT TERM HUP
  trap - EXIT
  if [ -n "$running" ]; then
    kill "$running" 2>/dev/null
    wait "$running" 2>/dev/null
  fi
  end_watch
  remove_namespace
  rm -rf "$WORK"
}
trap 'printf "\ninterrupted\n"; clean_up; exit 130' INT TERM HUP
trap 'clean_up' EXIT

check_cluster
create_namespace
printf 'namespace %s, demo app %s\n' "$NAMESPACE" "$IMAGE"
start_client

# What a scenario made. The client stays.
remove_objects() {
  [ "$KEEP" = yes ] ||
    k delete deployments,services,poddisruptionbudgets,pods -l 'app.kubernetes.io/name!=probez-verify' --now --wait=false >/dev/null 2>&1
}

summary=
failures=0
number=0
for folder in "${chosen[@]}"; do
  number=$((number + 1))
  printf '\n%s/%s  %s\n' "$number" "${#chosen[@]}" "$folder"
  FOLDER=$here/$folder
  : >"$NOTES"
  started=$(now)
  # In the background and waited for, so that Ctrl-C is answered at once.
  ("scenario_${folder%%-*}") &
  running=$!
  wait "$running"
  code=$?
  running=
  # Where it failed in the middle of one.
  end_watch
  case $code in
    0) verdict=PASS ;;
    "$NOT_RUN") verdict='NOT RUN' ;;
    *) verdict=FAIL ;;
  esac
  [ "$verdict" = PASS ] || failures=$((failures + 1))
  [ "$verdict" = PASS ] && printf '   PASS\n'
  summary="$summary$(printf '%-8s %-30s %4s s  %s' "$verdict" "$folder" "$(($(now) - started))" "$(tr '\n' ' ' <"$NOTES")")
"
  remove_objects
done

printf '\n%s\n%s of %s passed\n' "$summary" "$((number - failures))" "$number"
[ "$failures" = 0 ]
code=$?
clean_up
exit "$code"
