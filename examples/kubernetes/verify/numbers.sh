# shellcheck shell=bash
# Scenarios 13 to 19: the numbers of probes, how they are asked, and what passing and failing does.

# The probe as the API server stores it, with its defaults.
stored_probe() {
  with_images <"$FOLDER/$1" | k create --dry-run=server -f - -o jsonpath='{.spec.containers[0].readinessProbe}' 2>"$ERRORS" ||
    errors
}

scenario_13() {
  local defaults explicit out posted
  defaults=$(stored_probe defaults.yaml)
  explicit=$(stored_probe explicit.yaml)
  is 'the probe without numbers, as the API server stores it,' '*"failureThreshold":3*' "$defaults"
  [ "$defaults" = "$explicit" ] || fail "the same as with all numbers: $defaults" "$explicit"
  say expect 'the same as with all of them (it is)'
  say apply 'refused.yaml'
  out=$(with_images <"$FOLDER/refused.yaml" | k create --dry-run=server -f - 2>&1) && fail 'refused.yaml is refused' "$out"
  is "the API server's objection" '*livenessProbe.successThreshold: Invalid value: 2: must be 1*' "$out"

  apply explicit.yaml
  expect_row knobs '1/1 Running 0' 10
  posted=$(now)
  post knobs readyz FAIL
  expect_row knobs '0/1 Running 0' $((3 * 10))
  between 'from FAIL to out of service' 20 30 $(($(now) - posted))
  post knobs readyz OK
  expect_row knobs '1/1 Running 0' 10
}

scenario_14() {
  apply pod.yaml missing.yaml
  expect_row exec-no-shell '1/1 Running 0' 5
  keep_row exec-no-shell '1/1 Running 0' 10
  expect_row exec-missing '1/1 Running 0' 0
  # It cannot be started, which is neither success nor failure. Its threshold would be reached after 15 s.
  expect_event exec-missing Unhealthy 'nosuchcommand' 2 $((2 * 5))
  keep_row exec-missing '1/1 Running 0' $((3 * 5 + 15))
  no_event exec-missing Killing
}

# Prints what it is asked, and by whom.
ECHO="require('http').createServer((q, s) => { console.log(q.url, 'host=' + q.headers.host, 'user-agent=' + q.headers['user-agent'], 'x-probe=' + q.headers['x-probe']); s.end('OK') }).listen(8080, '0.0.0.0'); process.on('SIGTERM', () => process.exit(0))"

logs_have() { SEEN=$(k logs "$1" --tail=20 2>"$ERRORS") && printf '%s\n' "$SEEN" | grep -qF -- "$2"; }

expect_log() {
  poll $((5 + PATIENCE)) logs_have "$1" "$2" || fail "$1 prints \"$2\"" "$SEEN"
  say expect "$1 prints $2 (it does)"
}

scenario_15() {
  apply_changed pod.yaml 'with a server that prints what it is asked' "[$(node_command /spec/containers/0 "$ECHO")]"
  apply host.yaml
  expect_row http-fields '1/1 Running 0' 5
  expect_log http-fields '/readyz host=demo.example user-agent=kube-probe/'
  expect_log http-fields 'x-probe=readiness'
  expect_log http-fields "/livez host=$(ip http-fields):8080 user-agent=kube-probe/"
  # host: 127.0.0.1 is the node, not the container.
  expect_event http-fields-host Unhealthy 'Readiness probe failed' 2 $((2 * 5))
  expect_row http-fields-host '0/1 Running 0' 5
}

scenario_16() {
  apply pod.yaml
  expect_row no-probes '1/1 Running 0' 0
  between_times 'from the start to ready' 0 1 "$(container no-probes app .state.running.startedAt)" "$(ready_since no-probes)"
  expect_answer /livez "http://$(ip no-probes):8080/livez" '200 OK' 5
  post no-probes livez FAIL
  post no-probes readyz FAIL
  keep_row no-probes '1/1 Running 0' 20
  say exec 'SIGTERM to the process'
  k exec no-probes -- node -e "process.kill(1, 'SIGTERM')" >/dev/null 2>&1
  # DRAIN_DELAY_MS is 1 s.
  expect_row no-probes '1/1 Running 1' 5
  no_event no-probes Unhealthy
  no_event no-probes Killing
}

scenario_17() {
  apply pod.yaml cured.yaml
  # 10 s of delay and three attempts against 40 s.
  expect_event slow-start Unhealthy 'Liveness probe failed' 3 $((10 + 3 * 5))
  expect_event slow-start Killing 'failed liveness probe, will be restarted' 1 5
  expect_row slow-start-cured '1/1 Running 0' $((12 * 5))
  between_times 'from the start to started' 40 45 "$(container slow-start-cured app .state.running.startedAt)" "$(ready_since slow-start-cured)"
  expect_event slow-start-cured Unhealthy 'Startup probe failed' 5 0
  expect_row slow-start '[01]/1 * [2-9]' $((2 * (10 + 3 * 5 + 30) + 10))
  keep_row slow-start-cured '1/1 Running 0' 15
  no_event slow-start-cured Killing
}

# Its /startupz fails for so many milliseconds; prints what it is asked.
starts_after() {
  printf '%s' "const t = Date.now(); require('http').createServer((q, s) => { s.statusCode = q.url === '/startupz' && Date.now() - t < $1 ? 503 : 200; console.log(q.url, s.statusCode); s.end() }).listen(8080, '0.0.0.0'); process.on('SIGTERM', () => process.exit(0))"
}

scenario_18() {
  local asked
  apply_changed pod.yaml 'with a server whose /startupz passes after 18 s' "[$(node_command /spec/containers/0 "$(starts_after 18000)")]"
  expect_row startup-gate '1/1 Running 0' $((6 * 5))
  keep_row startup-gate '1/1 Running 0' 15
  asked=$(k logs startup-gate 2>"$ERRORS")
  # Nothing but /startupz before it has passed, and no /startupz after.
  is 'the order of the attempts' 'startup, then the others' "$(printf '%s\n' "$asked" | awk '
    $1 == "/startupz" && passed { bad = "startup again after it had passed" }
    $1 != "/startupz" && !passed { bad = $1 " before startup had passed" }
    $1 == "/startupz" && $2 == 200 { passed = 1 }
    END {
      if (bad) print bad
      else if (passed && NR > 3) print "startup, then the others"
      else print "too few attempts"
    }')"
  no_event startup-gate Killing
  delete_pod startup-gate
  expect_gone startup-gate 0 30

  apply_changed pod.yaml 'with a server whose /startupz never passes' "[$(node_command /spec/containers/0 "$(starts_after 9999999)")]"
  expect_event startup-gate Killing 'failed startup probe, will be restarted' 1 $((6 * 5))
  # Ready or not: kubernetes/kubernetes#141155 lets the new container count as started for up to 5 s (1.35 and 1.36).
  expect_row startup-gate '[01]/1 Running 1' 30
}

# Ten requests to a Service in one command: "10 of 10" if all were answered by this Pod.
all_by() {
  local out
  out=$(http_times 10 GET "$1")
  SEEN="$(printf '%s\n' "$out" | grep -c "^200 ServerName: $2\$") of $(printf '%s\n' "$out" | grep -c .)"
  [ "$SEEN" = '10 of 10' ]
}

scenario_19() {
  local sick well url
  apply deployment.yaml service.yaml
  expect_endpoints recovery '2 of 2' 10
  sick=$(look pods -l app=recovery -o jsonpath='{.items[0].metadata.name}')
  well=$(look pods -l app=recovery -o jsonpath='{.items[1].metadata.name}')
  url=$(service_url recovery)/hostname
  post "$sick" readyz FAIL
  expect_row "$sick" '0/1 Running 0' $((3 * 5))
  expect_endpoints recovery '1 of 2' 5
  # The proxies of the nodes learn of it a moment later.
  poll $((5 + PATIENCE)) all_by "$url" "$well" || fail "ten requests to the Service are answered by $well" "$SEEN"
  say expect "ten requests to the Service are all answered by $well (after $TOOK s)"
  post "$sick" readyz OK
  expect_row "$sick" '1/1 Running 0' 5
  expect_endpoints recovery '2 of 2' 5
  no_event "$sick" Killing
  expect_row "$well" '1/1 Running 0' 0
}
