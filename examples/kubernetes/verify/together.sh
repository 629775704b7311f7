# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # GIVE_UP is read by poll, here is set in verify.sh
# Scenarios 20 to 26: what probes do to Node, together, and to a whole Deployment.

# block POD MILLISECONDS: its event loop, from now on.
block() {
  local answer
  say post "ms=$2 to /block of $1"
  answer=$(http POST "http://$(ip "$1"):8080/block" "ms=$2")
  case $answer in
    200*) ;;
    *) fail "POST /block to $1 answers 200" "$answer" ;;
  esac
}

scenario_20() {
  apply tcp.yaml http.yaml isolated.yaml
  expect_row blocked-tcp '1/1 Running 0' 0
  expect_row blocked-http '1/1 Running 0' 0
  expect_row blocked-isolated '1/1 Running 0' 5
  expect_answer 'the app with a TCP probe' "http://$(ip blocked-tcp):8080/" '200 *' 5
  expect_answer 'the app with an HTTP probe' "http://$(ip blocked-http):8080/" '200 *' 5

  block blocked-tcp 40000
  expect_answer 'the blocked app' "http://$(ip blocked-tcp):8080/" 'unreachable TimeoutError' 0
  keep_row blocked-tcp '1/1 Running 0' 20
  no_event blocked-tcp Unhealthy
  no_event blocked-tcp Killing

  # SIGTERM is not heard either: the whole grace period passes.
  block blocked-http 100000
  expect_event blocked-http Unhealthy 'context deadline exceeded' 3 $((3 * 5))
  expect_event blocked-http Killing 'failed liveness probe, will be restarted' 1 5
  expect_row blocked-http '1/1 Running 1' 30

  # Busy for 27 s: not ready after 5 s of it, and never dead, which it would be after 30 s.
  block blocked-isolated 27000
  expect_event blocked-isolated Unhealthy 'Readiness probe failed: HTTP probe failed with statuscode: 503' 1 $((5 + 5))
  expect_row blocked-isolated '0/1 Running 0' $((3 * 5))
  expect_row blocked-isolated '1/1 Running 0' $((27 + 5))
  no_event blocked-isolated Killing

  # Blocked for good. In a Pod of its own: a node reports 25 events of one at once and then one every five minutes, and Killing would be
  # about the 25th.
  delete_pod blocked-isolated
  expect_gone blocked-isolated 0 30
  apply isolated.yaml
  expect_row blocked-isolated '1/1 Running 0' 5
  block blocked-isolated 300000
  expect_row blocked-isolated '0/1 Running 0' $((5 + 3 * 5))
  expect_event blocked-isolated Killing 'failed liveness probe, will be restarted' 1 $((30 + 3 * 5))
  expect_row blocked-isolated '1/1 Running 1' $((30 + 5))
}

scenario_21() {
  local posted
  apply pod.yaml
  expect_row readiness-first '1/1 Running 0' 5
  post readiness-first livez FAIL
  expect_row readiness-first '0/1 Running 0' $((2 * 5))
  post readiness-first livez OK
  expect_row readiness-first '1/1 Running 0' 5
  keep_row readiness-first '1/1 Running 0' 35
  no_event readiness-first Killing

  # In a Pod of its own, for the same reason as in scenario 20.
  delete_pod readiness-first
  expect_gone readiness-first 0 30
  apply pod.yaml
  expect_row readiness-first '1/1 Running 0' 5
  posted=$(now)
  post readiness-first livez FAIL
  expect_row readiness-first '0/1 Running 0' $((2 * 5))
  expect_event readiness-first Killing 'failed liveness probe, will be restarted' 1 $((6 * 5))
  between 'from FAIL to Killing' 25 30 $(($(now) - posted))
  expect_row readiness-first '1/1 Running 1' $((30 + 5))
}

scenario_22() {
  apply always.yaml on-failure.yaml never.yaml never-with-liveness.yaml
  expect_row restart-never-liveness '1/1 Running 0' 0
  post restart-never-liveness livez FAIL
  expect_row restart-on-failure '0/1 Completed 0' 20
  expect_row restart-never '0/1 Completed 0' 20
  expect_row restart-always '[01]/1 * [1-9]' 20
  expect_phase restart-on-failure Succeeded
  expect_phase restart-never Succeeded
  # Killed by its probe, ended with 0, and that was it.
  expect_row restart-never-liveness '0/1 Completed 0' $((3 * 5 + 30))
  keep_row restart-never-liveness '0/1 Completed 0' 12
  keep_row restart-on-failure '0/1 Completed 0' 1
  delete_pod restart-on-failure
  expect_gone restart-on-failure 0 5

  apply_changed on-failure.yaml 'with a process that ends with 1' \
    '[{"op":"replace","path":"/spec/containers/0/command","value":["sh","-c","sleep 5; exit 1"]}]'
  expect_row restart-on-failure '[01]/1 * [1-9]' 5
}

scenario_23() {
  apply_changed pod.yaml 'with the demo app in place of an app of yours: it has no metrics port' \
    '[{"op":"add","path":"/spec/containers/0/env/-","value":{"name":"PROBE_PORT","value":"9400"}}]'
  expect_row side-by-side '1/1 Running 0' 5
  expect_answer 'the probe port' "http://$(ip side-by-side):9400/readyz" '200 OK' 5
  expect_answer 'the metrics port, which nobody listens on,' "http://$(ip side-by-side):9464/metrics" 'unreachable ECONNREFUSED' 5
  keep_row side-by-side '1/1 Running 0' 15
  no_event side-by-side Killing
  post side-by-side readyz FAIL
  expect_row side-by-side '0/1 Running 0' $((3 * 5))
  post side-by-side readyz OK
  expect_row side-by-side '1/1 Running 0' 5
}

# A sidecar that listens on a port, and takes 3 s to end.
listens_on() {
  printf '%s' "require('http').createServer((q, s) => s.end('OK')).listen($1, '0.0.0.0'); process.on('SIGTERM', () => setTimeout(() => process.exit(0), 3000))"
}

# with_sidecar POD SIDECAR SECONDS LEAST: it starts first and ends last, so many seconds at least after the app.
with_sidecar() {
  local app side
  expect_row "$1" '2/2 Running 0' "$3"
  app=$(container "$1" app .state.running.startedAt)
  side=$(init_container "$1" "$2" .state.running.startedAt)
  between_times 'from the start of the sidecar to that of the app' 0 "$3" "$side" "$app"
  ends_last "$1" "$2" "$4"
}

scenario_24() {
  apply sidecar.yaml
  apply_changed adapter.yaml 'with a stand-in for the exporter' \
    "[$(node_command /spec/initContainers/0 "$(listens_on 9100)"),{\"op\":\"remove\",\"path\":\"/spec/initContainers/0/args\"},$(node_image /spec/initContainers/0)]"
  apply_changed ambassador.yaml 'with a stand-in for the database proxy' \
    "[$(node_command /spec/initContainers/0 "$(listens_on 9801)"),{\"op\":\"remove\",\"path\":\"/spec/initContainers/0/args\"},$(node_image /spec/initContainers/0)]"
  with_sidecar pattern-sidecar log-shipper $((12 * 5)) 0
  with_sidecar pattern-adapter exporter 30 3
  with_sidecar pattern-ambassador database-proxy 30 3
}

node_image() { printf '{"op":"replace","path":"%s/image","value":"%s"}' "$1" "$IMAGE"; }

# grpc.health.v1.Health/Check over node:http2. "orders" is what was posted to port 8080: /down or /up; the server as a whole is SERVING.
GRPC="let up = 1; require('http2').createServer().on('sessionError', () => {}).on('stream', (stream) => { stream.on('error', () => {}); const parts = []; stream.on('data', (part) => parts.push(part)); stream.on('end', () => { const asked = Buffer.concat(parts).subarray(7).toString(); stream.respond({ 'content-type': 'application/grpc' }, { waitForTrailers: true }); stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' })); stream.end(Buffer.from([0, 0, 0, 0, 2, 8, asked === 'orders' && !up ? 2 : 1])) }) }).listen(50051, '0.0.0.0'); require('http').createServer((q, s) => { up = q.url === '/up'; s.end('OK') }).listen(8080, '0.0.0.0'); process.on('SIGTERM', () => process.exit(0))"

# /livez fails after a POST to it, SIGTERM is answered after 22 s; prints what it is asked.
STUBBORN="let ok = 1; require('http').createServer((q, s) => { if (q.method === 'POST') ok = 0; s.statusCode = q.url === '/livez' && !ok && q.method !== 'POST' ? 503 : 200; console.log(q.url); s.end('OK') }).listen(8080, '0.0.0.0'); process.on('SIGTERM', () => { console.log('SIGTERM'); setTimeout(() => process.exit(0), 22000) })"

scenario_25() {
  local killing
  apply_changed grpc.yaml 'with a gRPC server of a few lines' "[$(node_command /spec/containers/0 "$GRPC"),$(node_image /spec/containers/0)]"
  apply_changed grace.yaml 'with a process that takes 22 s to end' "[$(node_command /spec/containers/0 "$STUBBORN")]"
  expect_row grpc '1/1 Running 0' 5
  post grpc down NOT_SERVING
  expect_event grpc Unhealthy 'NOT_SERVING' 3 $((3 * 5))
  expect_row grpc '0/1 Running 0' 5
  keep_row grpc '0/1 Running 0' 20
  post grpc up SERVING
  expect_row grpc '1/1 Running 0' 5

  expect_row probe-grace '1/1 Running 0' 5
  post probe-grace livez FAIL
  expect_event probe-grace Killing 'failed liveness probe, will be restarted' 1 $((3 * 5))
  killing=$(last_event probe-grace Killing)
  # SIGKILL after the probe's 5 s, not after the Pod's 60 s.
  expect_row probe-grace '1/1 Running 1' $((5 + 5))
  between_times 'from Killing to the end of the container' 5 5 "$killing" "$(container probe-grace app .lastState.terminated.finishedAt)"
  is 'its exit code' 137 "$(container probe-grace app .lastState.terminated.exitCode)"

  # A deletion: readiness goes on, liveness does not.
  "${KUBE[@]}" --namespace "$NAMESPACE" logs probe-grace --follow >"$WORK/asked" 2>/dev/null &
  watching "$WORK/asked"
  delete_pod probe-grace
  expect_gone probe-grace 22 22
  stop_watching
  is 'what was asked after SIGTERM' 'readiness only' "$(awk '
    $1 == "SIGTERM" { ending = NR }
    ending && $1 == "/readyz" { readiness++ }
    ending && $1 == "/livez" { liveness++ }
    END {
      if (!ending) print "no SIGTERM"
      else if (liveness) print "liveness too, " liveness " times"
      else if (readiness) print "readiness only"
    }' "$WORK/asked")"
}

# Twenty requests a second: half of them on new connections, half on one that is kept. Prints the sum once a second.
LOAD="const http = require('http'); const kept = new http.Agent({ keepAlive: true, maxSockets: 1 }); let sent = 0, failed = 0; const why = {}; const ask = (agent) => { sent++; const bad = (text) => { failed++; why[text] = (why[text] || 0) + 1 }; http.get(process.env.TARGET, { agent, timeout: 5000 }, (r) => { if (r.statusCode !== 200) bad(r.statusCode); r.on('error', (e) => bad(e.code)).resume() }).on('timeout', function () { this.destroy(Object.assign(new Error(), { code: 'TIMEOUT' })) }).on('error', (e) => bad(e.code)) }; setInterval(ask, 100, false); setInterval(ask, 100, kept); setInterval(() => console.log(sent, 'requests,', failed, 'failed', JSON.stringify(why)), 1000); process.on('SIGTERM', () => process.exit(0))"

load_manifest() {
  cat <<EOF
apiVersion: v1
kind: Pod
metadata:
  name: load
spec:
  terminationGracePeriodSeconds: 1
  containers:
    - name: load
      image: $DEMO_APP
      command: [node, -e, "$LOAD"]
      env:
        - name: TARGET
          value: $1/configs
$(security_context)
EOF
}

# SEEN: what the load has seen. Also remembers how few endpoints were ready at any look.
rolled_out() {
  endpoints demoapp
  case $SEEN in
    [0-9]*) [ "${SEEN%% *}" -ge "$FEWEST" ] || FEWEST=${SEEN%% *} ;;
  esac
  SEEN=$(k rollout status deployment/demoapp --watch=false 2>&1)
  case $SEEN in
    *'successfully rolled out'*) return 0 ;;
    *'exceeded its progress deadline'*) GIVE_UP=yes ;;
  esac
  return 1
}

expect_rollout() {
  local limit=$(($1 + PATIENCE))
  printf '   %-7s deployment demoapp is rolled out ' expect
  poll "$limit" rolled_out || {
    printf '\n'
    fail "deployment demoapp is rolled out within $limit s" "$SEEN"
  }
  printf '(after %s s)\n' "$TOOK"
}

load_counts() { SEEN=$(k logs load --tail=1 2>"$ERRORS") && [[ $SEEN == *requests,* ]]; }

scenario_26() {
  local url
  FEWEST=3
  apply_kustomization "$here/base"
  # Three Pods at once: up to 60 s for the start, and minReadySeconds 50.
  poll $((60 + PATIENCE)) endpoints_are demoapp '3 of 3' || fail 'three ready endpoints' "$SEEN"
  expect_rollout $((60 + 50))
  url=$(service_url demoapp)
  expect_answer 'the Service' "$url/configs" '*RELEASE: Stable*' 5
  say apply 'a Pod that asks the Service 20 times a second'
  load_manifest "$url" | apply_text 'the load'
  poll $((10 + PATIENCE)) load_counts || fail 'the load counts its requests' "$SEEN"

  FEWEST=3
  apply_kustomization "$FOLDER"
  # One after the other: start, minReadySeconds 50.
  expect_rollout $((3 * (20 + 50)))
  # The last old Pod serves on for 5 s and has 30 s at most.
  expect_endpoints demoapp '3 of 3' 30
  expect_answer 'the Service' "$url/configs" '*RELEASE: Canary*' 5
  load_counts || fail 'the load counts its requests' "$SEEN"
  is 'what the load saw' '* requests, 0 failed {}' "$SEEN"
  is 'the fewest ready endpoints at any look' 3 "$FEWEST"
}
