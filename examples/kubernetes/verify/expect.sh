# shellcheck shell=bash
# shellcheck disable=SC2034 # GIVE_UP and the exit codes are read elsewhere
# What a scenario does and expects. Whatever is not seen ends the scenario, and says what was seen instead.
#
# Every limit is the arithmetic of the manifest's numbers plus $PATIENCE (--timeout) for scheduling, pulling images and slow nodes.

FAILED=1
NOT_RUN=3

now() { date +%s; }

say() { printf '   %-7s %s\n' "$1" "$2"; }

# Tries a command again and again until it succeeds, for so many seconds. TOOK: how long it was; GIVE_UP=yes from the command ends it.
poll() {
  local limit=$1 start
  shift
  start=$(now)
  GIVE_UP=no
  while :; do
    if "$@"; then
      TOOK=$(($(now) - start))
      return 0
    fi
    TOOK=$(($(now) - start))
    [ "$GIVE_UP" = yes ] && return 1
    [ "$TOOK" -ge "$limit" ] && return 1
    sleep "$INTERVAL"
  done
}

# A kubectl that watches or follows, in the background; there is one at a time.
end_watch() {
  [ -s "$WORK/watch" ] || return 0
  kill "$(cat "$WORK/watch")" 2>/dev/null
  # Its number may be another process's soon.
  rm -f "$WORK/watch"
}

# fail EXPECTED SEEN: with what a person would look at next.
fail() {
  printf '   FAIL    expected: %s\n           seen:     %s\n' "$1" "${2:-nothing}"
  {
    look pods -o wide
    k get events --request-timeout=20s --sort-by=.lastTimestamp | tail -n 20
  } 2>&1 | sed 's/^/           | /'
  exit "$FAILED"
}

# The cluster lacks something: neither passed nor failed.
cannot_run() {
  printf '   NOT RUN %s\n' "$1"
  [ $# -gt 1 ] && printf '           %s\n' "${@:2}"
  exit "$NOT_RUN"
}

# Something that a part of the scenario needs is not there; the rest goes on.
left_out() {
  say 'left out' "$1"
  printf '%s\n' "$1" >>"$NOTES"
}

# --- doing

apply_text() {
  local what=$1 out
  if ! out=$(with_images | k apply -f - 2>&1); then
    case $out in
      *PodSecurity* | *podsecurity* | *'denied the request'*)
        cannot_run "the cluster's admission refuses $what: $out" \
          "the namespace asks for the Pod Security level \"privileged\"; a policy of this cluster forbids it all the same" ;;
    esac
    fail "kubectl apply of $what is accepted" "$out"
  fi
}

# apply FILE...: manifests of the scenario's folder, as they are but for the images that stand in.
apply() {
  local file
  for file in "$@"; do
    say apply "$file"
    apply_text "$file" <"$FOLDER/$file"
  done
}

apply_kustomization() {
  local rendered
  say apply "kustomization of ${1##*/}"
  rendered=$("${PLAIN[@]}" kustomize "$1" 2>"$ERRORS") || fail "kubectl kustomize $1 renders" "$(errors)"
  printf '%s\n' "$rendered" | apply_text "kustomization of ${1##*/}"
}

# apply_changed FILE WHY PATCH: a manifest with a JSON patch, for what the demo app cannot play.
apply_changed() {
  local changed
  say apply "$1, $2"
  changed=$("${PLAIN[@]}" patch --local -f "$FOLDER/$1" --type=json -p "$3" -o yaml 2>"$ERRORS") ||
    fail "kubectl patch --local changes $1" "$(errors)"
  printf '%s\n' "$changed" | apply_text "$1"
}

# node_command PATH SCRIPT: the patch that makes a container run a line of JavaScript. No " and no \ in it: it stands in JSON.
node_command() { printf '{"op":"add","path":"%s/command","value":["node","-e","%s"]}' "$1" "$2"; }

# post POD NAME VALUE [PORT]: what "curl -d NAME=VALUE" does.
post() {
  local answer
  say post "$2=$3 to $1"
  answer=$(http POST "http://$(ip "$1"):${4:-8080}/$2" "$2=$3")
  case $answer in
    200*) ;;
    *) fail "POST /$2 to $1 answers 200" "$answer" ;;
  esac
}

# delete_pod POD: does not wait for it.
delete_pod() {
  local out
  say delete "$1"
  DELETED=$(now)
  out=$(k delete pod "$1" --wait=false 2>&1) || fail "kubectl delete pod $1" "$out"
}

# --- looking

# SEEN: "READY STATUS RESTARTS" as kubectl get pods shows them, or "gone".
row() {
  local out
  out=$(look pod "$1" --no-headers 2>"$ERRORS")
  case $out in
    "$1 "*) SEEN=$(printf '%s\n' "$out" | awk '{ print $2, $3, $4 }') ;;
    *)
      SEEN=$(errors)
      case $SEEN in
        *NotFound*) SEEN=gone ;;
      esac
      ;;
  esac
}

row_is() {
  row "$1"
  case $SEEN in
    *ImagePullBackOff* | *ErrImageNeverPull* | *InvalidImageName*) GIVE_UP=yes ;;
  esac
  # shellcheck disable=SC2053 # a pattern on purpose
  [[ $SEEN == $2 ]]
}

# expect_row POD PATTERN SECONDS: kubectl get pods comes to show this.
expect_row() {
  local limit=$(($3 + PATIENCE))
  printf '   %-7s %s shows %s ' expect "$1" "$2"
  if poll "$limit" row_is "$1" "$2"; then
    printf '(after %s s)\n' "$TOOK"
    return 0
  fi
  printf '\n'
  [ "$GIVE_UP" = yes ] && cannot_run "an image cannot be pulled: $(image_trouble "$1")" \
    "load it into the nodes, or name another one with --replace OLD=NEW"
  still_pulling "$1" && cannot_run "after $limit s an image is still on its way: $PULLING" \
    "load it into the nodes, name another one with --replace OLD=NEW, or wait longer with --timeout"
  fail "$1 shows \"$2\" within $limit s" "$SEEN"
}

# keep_row POD PATTERN SECONDS: and goes on showing it for so long.
keep_row() {
  local start
  printf '   %-7s %s shows %s for %s s ' expect "$1" "$2" "$3"
  start=$(now)
  while [ $(($(now) - start)) -lt "$3" ]; do
    # Looked at twice: an API server may fail to answer once.
    if ! row_is "$1" "$2" && sleep 1 && ! row_is "$1" "$2"; then
      printf '\n'
      fail "$1 shows \"$2\" for $3 s" "$SEEN after $(($(now) - start)) s"
    fi
    sleep "$INTERVAL"
  done
  printf '(it did)\n'
}

# How often events of this reason, with this in their message, came to a Pod; nothing when the API server does not answer. Equal events
# are one object with a count; one that came but once may have none. A message may have several lines: only its first counts.
count_events() {
  local out
  out=$(look events --field-selector "involvedObject.name=$1,reason=$2" \
    -o jsonpath='{range .items[*]}{"\t"}{.count}{"\t"}{.message}{"\n"}{end}' 2>/dev/null) || return 1
  # Not every awk finds the empty text in a text.
  printf '%s\n' "$out" | awk -F '\t' -v text="$3" '/^\t[0-9]*\t/ && (text == "" || index($3, text)) { sum += ($2 == "" ? 1 : $2) } END { print sum + 0 }'
}

events_are() {
  COUNT=$(count_events "$1" "$2" "$3")
  [ "${COUNT:-0}" -ge "$4" ]
}

# expect_event POD REASON TEXT TIMES SECONDS
expect_event() {
  local limit=$(($5 + PATIENCE))
  printf '   %-7s %s x %s "%s" ' expect "$4" "$2" "$3"
  if poll "$limit" events_are "$1" "$2" "$3" "$4"; then
    printf '(%s after %s s)\n' "$COUNT" "$TOOK"
    return 0
  fi
  printf '\n'
  fail "$4 events $2 with \"$3\" within $limit s" "$COUNT"
}

counted() { COUNT=$(count_events "$@"); }

# no_event POD REASON [TEXT]
no_event() {
  local text=${3:-}
  # No answer is not "none".
  poll 20 counted "$1" "$2" "$text" || fail "the events $2 of $1 can be listed" 'no answer'
  [ "$COUNT" = 0 ] || fail "no event $2${text:+ with \"$text\"}" "$COUNT"
  say expect "no event $2${text:+ with \"$text\"} (none)"
}

# fewer_events POD REASON LIMIT
fewer_events() {
  poll 20 counted "$1" "$2" '' || fail "the events $2 of $1 can be listed" 'no answer'
  [ "$COUNT" -lt "$3" ] || fail "fewer than $3 events $2" "$COUNT"
  say expect "fewer than $3 events $2 ($COUNT)"
}

# is WHAT EXPECTED-PATTERN SEEN
is() {
  # shellcheck disable=SC2053 # a pattern on purpose
  [[ $3 == $2 ]] || fail "$1 is \"$2\"" "$3"
  say expect "$1 is $2"
}

phase_is() {
  SEEN=$(field pod "$1" .status.phase)
  [ "$SEEN" = "$2" ]
}

# expect_phase POD PHASE: a node needs a second or two from the end of the containers until the phase says so.
expect_phase() {
  poll $((5 + PATIENCE)) phase_is "$1" "$2" || fail "the phase of $1 is $2" "$SEEN after $TOOK s"
  say expect "the phase of $1 is $2"
}

# between WHAT LEAST MOST SECONDS: 2 s are allowed below, since times are whole seconds and looks are a second apart. The seconds must be
# counted from before what is done until after what is seen: a slow kubectl then makes them more, never less.
between() {
  if [ "$4" -lt $(($2 - 2)) ] || [ "$4" -gt $(($3 + PATIENCE)) ]; then
    fail "$1 takes about $2 to $3 s" "$4 s"
  fi
  say expect "$1 takes about $2 to $3 s ($4 s)"
}

# A time of the API ("2030-01-31T12:00:00Z") in seconds; date(1) has no option for that which all systems know.
epoch() {
  awk -v time="$1" 'BEGIN {
    if (split(time, t, /[-T:Z.]/) < 6) exit 1
    year = t[1]; month = t[2]
    if (month <= 2) { year--; month += 12 }
    days = 365 * year + int(year / 4) - int(year / 100) + int(year / 400) + int((153 * (month - 3) + 2) / 5) + t[3] - 719469
    printf "%d\n", days * 86400 + t[4] * 3600 + t[5] * 60 + t[6]
  }'
}

# between_times WHAT LEAST MOST TIME TIME: of the API's clock.
between_times() {
  local from to
  from=$(epoch "$4") || fail "the time from which $1 counts" "$4"
  to=$(epoch "$5") || fail "the time to which $1 counts" "$5"
  between "$1" "$2" "$3" $((to - from))
}

container() { field pod "$1" ".status.containerStatuses[?(@.name==\"$2\")]$3"; }
init_container() { field pod "$1" ".status.initContainerStatuses[?(@.name==\"$2\")]$3"; }
ready_since() { field pod "$1" '.status.conditions[?(@.type=="Ready")].lastTransitionTime'; }
last_event() {
  look events --field-selector "involvedObject.name=$1,reason=$2" -o jsonpath='{.items[-1:].lastTimestamp}' 2>/dev/null
}

# answers WHAT URL PATTERN SECONDS: asked from inside the cluster.
answer_is() {
  SEEN=$(http GET "$1")
  # shellcheck disable=SC2053 # a pattern on purpose
  [[ $SEEN == $2 ]]
}

expect_answer() {
  local limit=$(($4 + PATIENCE))
  printf '   %-7s %s answers %s ' expect "$1" "$3"
  if poll "$limit" answer_is "$2" "$3"; then
    printf '(after %s s)\n' "$TOOK"
    return 0
  fi
  printf '\n'
  fail "$1 ($2) answers \"$3\" within $limit s" "$SEEN"
}

# SEEN: how many endpoints of a Service are ready, and how many there are: "1 of 2".
endpoints() {
  local out
  SEEN='no answer'
  out=$(look endpointslices -l "kubernetes.io/service-name=$1" \
    -o jsonpath='{range .items[*].endpoints[*]}{.targetRef.name}{" "}{.conditions.ready}{"\n"}{end}' 2>/dev/null) || return
  SEEN=$(printf '%s\n' "$out" | awk 'NF == 2 { all++; if ($2 == "true") ready++ } END { printf "%d of %d", ready, all }')
}

endpoints_are() {
  endpoints "$1"
  [ "$SEEN" = "$2" ]
}

# expect_endpoints SERVICE "1 of 2" SECONDS
expect_endpoints() {
  local limit=$(($3 + PATIENCE))
  printf '   %-7s %s endpoints of %s are ready ' expect "$2" "$1"
  if poll "$limit" endpoints_are "$1" "$2"; then
    printf '(after %s s)\n' "$TOOK"
    return 0
  fi
  printf '\n'
  fail "$2 endpoints of the Service $1 are ready within $limit s" "$SEEN"
}

is_gone() {
  row "$1"
  [ "$SEEN" = gone ]
}

# expect_gone POD LEAST MOST: seconds since delete_pod.
expect_gone() {
  poll $(($3 + PATIENCE)) is_gone "$1" || fail "$1 is gone $3 s after its deletion" "$SEEN after $TOOK s"
  between "the deletion of $1" "$2" "$3" $(($(now) - DELETED))
}

# Writes the exit codes and times of a Pod's containers to a file, whenever they change: after a deletion there is no Pod left to ask.
# No jsonpath: with a range in it, kubectl prints the first object and ends (https://github.com/kubernetes/kubectl/issues/913).
watch_exits() {
  local one='{{.name}} {{if .state.terminated}}{{.state.terminated.exitCode}} {{.state.terminated.finishedAt}}{{end}}{{"\n"}}'
  "${KUBE[@]}" --namespace "$NAMESPACE" get pod "$1" --watch \
    -o go-template="{{range .status.initContainerStatuses}}$one{{end}}{{range .status.containerStatuses}}$one{{end}}" \
    >"$WORK/exits" 2>/dev/null &
  watching "$WORK/exits"
}

# Only when it has printed something is it there, and nothing is missed from then on.
watching() {
  WATCH=$!
  printf '%s\n' "$WATCH" >"$WORK/watch"
  # A second apart, whatever VERIFY_INTERVAL says.
  INTERVAL=1 poll $((60 + PATIENCE)) test -s "$1" || fail 'kubectl prints what it watches' 'nothing'
}

stop_watching() {
  # What was last written is still on its way.
  sleep 1
  end_watch
  wait "$WATCH" 2>/dev/null
}

# "CODE TIME" of a container in what watch_exits wrote.
exit_of() { awk -v name="$1" '$1 == name && NF == 3 { last = $2 " " $3 } END { print last }' "$WORK/exits"; }

# ends_last POD SIDECAR LEAST: a deletion, in which the sidecar ends so many seconds after the app at least.
ends_last() {
  local app side
  watch_exits "$1"
  delete_pod "$1"
  expect_gone "$1" 0 $((30 + 5))
  stop_watching
  app=$(exit_of app)
  side=$(exit_of "$2")
  is "the app's exit code" '0 *' "$app"
  between_times 'from the end of the app to that of the sidecar' "$3" 35 "${app#* }" "${side#* }"
}
