# shellcheck shell=bash
# Scenarios 1 to 7: what probes ask, and what follows. The numbers in the limits are those of the manifests.

scenario_01() {
  local killing
  apply pod.yaml
  expect_row exec-file '1/1 Running 0' 0
  # The file goes after 30 s; then three failures, one per 5 s.
  expect_event exec-file Unhealthy "Liveness probe failed: cat: can't open" 3 $((30 + 3 * 5))
  expect_event exec-file Killing 'failed liveness probe, will be restarted' 1 5
  killing=$(last_event exec-file Killing)
  # The shell is process 1 and never gets SIGTERM: the whole grace period of 30 s passes.
  expect_row exec-file '1/1 Running 1' 30
  between_times 'from Killing to the end of the container' 30 30 "$killing" "$(container exec-file app .lastState.terminated.finishedAt)"
}

scenario_02() {
  apply pod.yaml
  expect_row exec-app '1/1 Running 0' 0
  # A single attempt may take longer than its second where Node starts slowly: that is Unhealthy, and no restart.
  keep_row exec-app '1/1 Running 0' 15
  no_event exec-app Killing
  post exec-app livez FAIL
  expect_event exec-app Unhealthy 'Liveness probe failed' 3 $((3 * 5))
  expect_event exec-app Killing 'failed liveness probe, will be restarted' 1 5
  expect_row exec-app '1/1 Running 1' 30
  expect_answer /livez "http://$(ip exec-app):8080/livez" '200 OK' 5

  # An image with shell and curl. It answers its first GET late, so that the first attempt fails, and it ignores SIGTERM.
  apply shell.yaml
  if ! poll $((2 * PATIENCE)) row_is exec-app-shell '1/1 Running 0'; then
    left_out "shell.yaml: $(image_trouble exec-app-shell | grep . || printf 'shows %s' "$SEEN")"
    return 0
  fi
  keep_row exec-app-shell '1/1 Running 0' 25
  post exec-app-shell livez FAIL 80
  expect_event exec-app-shell Killing 'failed liveness probe, will be restarted' 1 $((3 * 5))
  expect_row exec-app-shell '1/1 Running 1' 30
}

# The rule that refuses connections, put into the Pod's network by an ephemeral container.
refuse_connections() {
  local out state
  say debug "an ephemeral container in $1 adds the rule that refuses connections to port 8080"
  out=$(k debug "$1" --profile=netadmin --container=rule --image="$(printf 'image: localhost/iptables:1\n' | with_images | sed 's/^image: //')" \
    -- iptables -A INPUT -p tcp --dport 8080 -j REJECT --reject-with tcp-reset 2>&1) ||
    cannot_run "kubectl debug cannot add a container to the Pod: $out"
  if ! poll "$PATIENCE" rule_has_ended "$1"; then
    state=$(field pod "$1" '.status.ephemeralContainerStatuses[0].state')
    cannot_run "the ephemeral container with iptables does not run: ${state:-no status}" \
      'name an image that has iptables with --replace localhost/iptables:1=IMAGE'
  fi
  [ "$SEEN" = 0 ] || cannot_run "iptables ends with $SEEN: $(k logs "$1" -c rule 2>&1 | tail -n 2)" \
    'the kernel of the node, or the container runtime, does not let a Pod have rules of its own'
}

rule_has_ended() {
  SEEN=$(field pod "$1" '.status.ephemeralContainerStatuses[0].state.terminated.exitCode')
  [ -n "$SEEN" ]
}

scenario_03() {
  apply pod.yaml
  expect_row liveness-tcp '1/1 Running 0' 0
  keep_row liveness-tcp '1/1 Running 0' 12
  no_event liveness-tcp Unhealthy
  refuse_connections liveness-tcp
  expect_event liveness-tcp Unhealthy 'connect: connection refused' 3 $((3 * 5))
  expect_event liveness-tcp Killing 'failed liveness probe, will be restarted' 1 5
  expect_row liveness-tcp '1/1 Running 1' 30
  # The rule is the Pod's and outlives the container: a restart does not cure it.
  expect_row liveness-tcp '[01]/1 * [23]' $((5 + 3 * 5 + 30 + 10))
  expect_row liveness-tcp '0/1 CrashLoopBackOff *' $((5 + 3 * 5 + 30))
}

scenario_04() {
  apply pod.yaml
  expect_row liveness-tcp-nginx '1/1 Running 0' 0
  # Longer than the back-off's patience with a container that ends at once.
  keep_row liveness-tcp-nginx '1/1 Running 0' 12
  say exec 'nginx -s stop'
  # The container ends under the command: its exit code says nothing.
  k exec liveness-tcp-nginx -- nginx -s stop >/dev/null 2>&1
  expect_row liveness-tcp-nginx '1/1 Running 1' 5
  is 'what the container ended with' 'Completed 0' \
    "$(container liveness-tcp-nginx nginx .lastState.terminated.reason) $(container liveness-tcp-nginx nginx .lastState.terminated.exitCode)"
  # The node looks for containers that have ended once a second: one attempt may come in between. That is no verdict.
  fewer_events liveness-tcp-nginx Unhealthy 2
  no_event liveness-tcp-nginx Killing
}

scenario_05() {
  local posted
  apply pod.yaml
  expect_row liveness-http '1/1 Running 0' 0
  expect_answer /livez "http://$(ip liveness-http):8080/livez" '200 OK' 5
  keep_row liveness-http '1/1 Running 0' 15
  no_event liveness-http Unhealthy 'statuscode'
  posted=$(now)
  post liveness-http livez FAIL
  expect_event liveness-http Unhealthy 'Liveness probe failed: HTTP probe failed with statuscode: 503' 3 $((3 * 5))
  expect_event liveness-http Killing 'failed liveness probe, will be restarted' 1 5
  between 'from FAIL to Killing' 10 15 $(($(now) - posted))
  expect_row liveness-http '1/1 Running 1' 30
  expect_answer /livez "http://$(ip liveness-http):8080/livez" '200 OK' 5
}

scenario_06() {
  apply pod.yaml
  expect_row readiness-http '0/1 Running 0' 0
  expect_row readiness-http '1/1 Running 0' $((15 + 5))
  between_times 'from the start to ready' 15 20 "$(container readiness-http app .state.running.startedAt)" "$(ready_since readiness-http)"
  post readiness-http readyz FAIL
  expect_event readiness-http Unhealthy 'Readiness probe failed: HTTP probe failed with statuscode: 503' 3 $((3 * 5))
  expect_row readiness-http '0/1 Running 0' 5
  keep_row readiness-http '0/1 Running 0' 15
  post readiness-http readyz OK
  expect_row readiness-http '1/1 Running 0' 5
}

scenario_07() {
  apply pod.yaml service.yaml
  expect_row ready-404 '0/1 Running 0' 0
  expect_event ready-404 Unhealthy 'Readiness probe failed: HTTP probe failed with statuscode: 404' 3 $((3 * 5))
  expect_endpoints ready-404 '0 of 1' 5
  expect_answer 'the Service' "$(service_url ready-404)/index.html" 'unreachable *' 5
  keep_row ready-404 '0/1 Running 0' 30
  say exec 'touch /usr/share/nginx/html/ready.txt'
  k exec ready-404 -- touch /usr/share/nginx/html/ready.txt || fail 'the cure' 'kubectl exec failed'
  expect_row ready-404 '1/1 Running 0' 5
  expect_endpoints ready-404 '1 of 1' 5
  expect_answer 'the Service' "$(service_url ready-404)/index.html" '200 *' 5
  no_event ready-404 Killing
}
