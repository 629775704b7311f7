#!/bin/sh
# Runs the demo app's image under podman with a health check. README.md explains every number.
# IMAGE, NAME and PORT may be set; options for "podman run" may follow: ./run.sh --health-on-failure none
set -eu

image=${IMAGE:-localhost/probez-demoapp:0.1.0}
name=${NAME:-demoapp}
port=${PORT:-8080}

# /livez, not /readyz: what is unhealthy is restarted, and an app that waits for its database, or drains, is to be left alone.
# A JSON array is run as it is; anything else would be run by /bin/sh, which the image does not have.
exec podman run --detach --replace --name "$name" \
  --publish "127.0.0.1:$port:$port" \
  --env "PORT=$port" \
  --env DRAIN_DELAY_MS=5000 \
  --stop-timeout 30 \
  --read-only \
  --cap-drop all \
  --security-opt no-new-privileges \
  --health-cmd "[\"probez\", \"check\", \"--timeout\", \"2\", \"http://127.0.0.1:$port/livez\"]" \
  --health-interval 10s \
  --health-timeout 3s \
  --health-retries 3 \
  --health-start-period 10s \
  --health-on-failure restart \
  "$@" "$image"
