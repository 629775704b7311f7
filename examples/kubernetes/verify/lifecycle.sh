# shellcheck shell=bash
# Scenarios 8 to 12: hooks, sidecars, init containers.

scenario_08() {
  apply pod.yaml fails.yaml
  expect_row poststart '1/1 Running 0' 5
  # A container is shown as started when it is; it is ready when the hook of 5 s has ended and the file is there.
  between_times 'from the start to ready' 5 10 "$(container poststart app .state.running.startedAt)" "$(ready_since poststart)"
  # No attempt before the hook has ended. (One that takes longer than its second, on a busy node, says something else.)
  no_event poststart Unhealthy "can't open"
  # Killed within its grace period of 10 s, started again, the second time after a back-off of 10 s.
  expect_event poststart-fails FailedPostStartHook '' 2 $((10 + 10))
  expect_event poststart-fails Killing FailedPostStartHook 1 5
  is 'the Ready condition of poststart-fails' False "$(field pod poststart-fails '.status.conditions[?(@.type=="Ready")].status')"
}

scenario_09() {
  local killing
  apply pod.yaml overrun.yaml
  expect_row prestop '1/1 Running 0' 5
  expect_row prestop-overrun '1/1 Running 0' 0
  post prestop livez FAIL
  expect_event prestop Killing 'failed liveness probe, will be restarted' 1 $((3 * 5))
  killing=$(last_event prestop Killing)
  expect_row prestop '1/1 Running 1' $((20 + 5))
  # 5 s of hook, 3 s of DRAIN_DELAY_MS, and exit code 0: not the grace period of 20 s.
  between_times 'from Killing to the end of the container' 8 18 "$killing" "$(container prestop app .lastState.terminated.finishedAt)"
  is 'its exit code' 0 "$(container prestop app .lastState.terminated.exitCode)"

  watch_exits prestop
  delete_pod prestop
  expect_answer 'the Pod that is being deleted' "http://$(ip prestop):8080/" '200 *' 0
  expect_gone prestop 8 18
  stop_watching
  is 'its exit code' '0 *' "$(exit_of app)"

  # The hook of 60 s is cut off after 10 s; 2 s remain for SIGTERM, and 5 s would be needed.
  watch_exits prestop-overrun
  delete_pod prestop-overrun
  expect_gone prestop-overrun 12 12
  stop_watching
  is 'its exit code' '137 *' "$(exit_of app)"
  expect_event prestop-overrun FailedPreStopHook '' 1 5
}

scenario_10() {
  apply pod.yaml tcp-socket.yaml
  expect_row hook-handlers '3/3 Running 0' 0
  k exec hook-handlers -c with-exec -- cat /tmp/started >/dev/null || fail 'the file of the postStart hook' 'it is not there'
  say expect 'the file of the postStart hook (there)'
  delete_pod hook-handlers
  # The longest hook sleeps for 3 s.
  expect_gone hook-handlers 3 20
  # The page of the httpGet hook does not exist: 404 is as good as 200.
  no_event hook-handlers FailedPreStopHook
  expect_event hook-tcp-socket FailedPostStartHook '' 1 5
  is 'the Ready condition of hook-tcp-socket' False "$(field pod hook-tcp-socket '.status.conditions[?(@.type=="Ready")].status')"
}

# sidecar_in_front POD IMAGE-NAME: the proxy has the Pod's port, the app listens on 127.0.0.1 only.
sidecar_in_front() {
  local app side address
  if ! poll $((30 + 2 * PATIENCE)) row_is "$1" '2/2 Running 0'; then
    if [ "$GIVE_UP" = yes ]; then
      left_out "$1: $(image_trouble "$1")"
    elif still_pulling "$1"; then
      left_out "$1: after $TOOK s an image is still on its way: $PULLING"
    else
      fail "$1 shows \"2/2 Running 0\" within $((30 + 2 * PATIENCE)) s" "$SEEN"
    fi
    return 0
  fi
  say expect "$1 shows 2/2 Running 0 (after $TOOK s)"
  PROXIES=$((PROXIES + 1))
  side=$(init_container "$1" proxy .state.running.startedAt)
  app=$(container "$1" app .state.running.startedAt)
  between_times 'from the start of the proxy to that of the app' 0 30 "$side" "$app"
  address=$(ip "$1")
  expect_answer "the proxy of $1" "http://$address:8000/" '*ClientIP: 127.0.0.1,*' 5
  expect_answer "the app's own port" "http://$address:8080/" 'unreachable ECONNREFUSED' 5
}

scenario_11() {
  PROXIES=0
  apply config.yaml pod.yaml exec.yaml nginx.yaml envoy.yaml
  sidecar_in_front sidecar-proxy
  sidecar_in_front sidecar-proxy-exec
  sidecar_in_front sidecar-nginx
  sidecar_in_front sidecar-envoy
  [ "$PROXIES" -gt 0 ] || cannot_run 'no image of a proxy can be pulled' 'load them into the nodes, or name others with --replace OLD=NEW'
  row_is sidecar-proxy '2/2 Running 0' || return 0

  # Through the proxy, since the kubelet cannot reach 127.0.0.1 of the Pod.
  post sidecar-proxy readyz FAIL 8000
  expect_event sidecar-proxy Unhealthy 'Readiness probe failed: HTTP probe failed with statuscode: 503' 3 $((3 * 5))
  expect_row sidecar-proxy '1/2 Running 0' 5
  post sidecar-proxy readyz OK 8000
  expect_row sidecar-proxy '2/2 Running 0' 5
  ends_last sidecar-proxy proxy 0
}

# CODE: what the init container with iptables has ended with, now or the time before.
iptables_ended() {
  # Gives up where an image is missing.
  row_is init-containers 'any' || :
  CODE=$(init_container init-containers redirect-port .state.terminated.exitCode)
  [ -n "$CODE" ] || CODE=$(init_container init-containers redirect-port .lastState.terminated.exitCode)
  [ -n "$CODE" ]
}

scenario_12() {
  local first second app
  apply pod.yaml
  if poll $((3 + 5 + PATIENCE)) iptables_ended && [ "$CODE" != 0 ]; then
    cannot_run "iptables ends with $CODE: $(k logs init-containers -c redirect-port 2>"$ERRORS" | tail -n 2)" \
      'the kernel of the node, or the container runtime, does not let a Pod have rules of its own'
  fi
  expect_row init-containers '1/1 Running 0' $((3 + 5))
  first=$(init_container init-containers wait-for-volume .state.terminated.finishedAt)
  second=$(init_container init-containers redirect-port .state.terminated.finishedAt)
  app=$(container init-containers app .state.running.startedAt)
  between_times 'from the end of the first to the end of the second' 0 10 "$first" "$second"
  between_times 'from the end of the second to the start of the app' 0 10 "$second" "$app"
  # The rule that the init container made is still there, ...
  expect_answer 'port 80, which nobody listens on,' "http://$(ip init-containers)/hostname" '200 ServerName: init-containers*' 5
  # ... its capabilities are not.
  is 'what the app may do' 'CapEff: 0000000000000000' \
    "$(k exec init-containers -c app -- node -p "/CapEff.*/.exec(fs.readFileSync('/proc/self/status', 'utf8'))[0].replace(/\s+/, ' ')" 2>"$ERRORS")"
}
