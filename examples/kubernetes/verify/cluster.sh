# shellcheck shell=bash
# shellcheck disable=SC2034 # GIVE_UP is read by poll
# The cluster: kubectl, what must be so before anything is tried, and requests from inside.

# All of it goes to the chosen context and to the namespace that this run made.
k() { "${KUBE[@]}" --namespace "$NAMESPACE" "$@"; }

# What a command printed to standard error. kubectl also warns there, on clusters that are well otherwise (an API that does not answer, a
# login helper): never part of what is looked at.
ERRORS=/dev/null
errors() { tail -n 3 "$ERRORS"; }

# One look at something: an API server that does not answer must not hang the script.
look() { k get --request-timeout=20s "$@"; }

# The second number of "v1.32.4": 32.
minor() { printf '%s\n' "$1" | sed -n 's/^v1\.\([0-9]*\).*/\1/p'; }

# Every gitVersion in the output of "kubectl version -o json"; the client's comes first.
git_versions() { sed -n 's/.*"gitVersion": *"\([^"]*\)".*/\1/p'; }

check_cluster() {
  local version client server answer
  command -v "${PLAIN[0]}" >/dev/null 2>&1 ||
    refuse "there is no ${PLAIN[0]} on the PATH" "install kubectl 1.$MINIMUM or newer: https://kubernetes.io/docs/tasks/tools/"

  version=$("${PLAIN[@]}" version --client -o json 2>&1) || refuse "kubectl version --client says: $version"
  client=$(printf '%s\n' "$version" | git_versions | head -n 1)
  [ "$(minor "$client" | grep . || echo 0)" -ge "$MINIMUM" ] ||
    refuse "this is kubectl ${client:-of an unknown version}" "it must be 1.$MINIMUM or newer"

  version=$("${KUBE[@]}" --request-timeout=20s version -o json 2>&1) ||
    refuse "the cluster does not answer: $(printf '%s\n' "$version" | tail -n 1)" \
      "\"kubectl config current-context\" names the cluster, \"kubectl cluster-info\" must reach it; --context chooses another one"
  server=$(printf '%s\n' "$version" | git_versions | sed -n 2p)
  [ "$(minor "$server" | grep . || echo 0)" -ge "$MINIMUM" ] ||
    refuse "the cluster is Kubernetes ${server:-of an unknown version}" \
      "the manifests need 1.$MINIMUM or newer: native sidecars and the sleep action are on by default since then"

  answer=$("${KUBE[@]}" --request-timeout=20s auth can-i create namespaces 2>/dev/null)
  [ "$answer" = yes ] || refuse "you may not create a namespace in this cluster (kubectl auth can-i create namespaces: ${answer:-no answer})" \
    "ask for the right to, or use a cluster of your own: kind create cluster"
  printf 'Kubernetes %s, kubectl %s, context %s\n' "$server" "$client" "${CONTEXT:-$("${PLAIN[@]}" config current-context 2>/dev/null)}"
}

# Privileged, since scenario 12 has an init container with NET_ADMIN, which the Pod Security Standard "baseline" refuses.
namespace_manifest() {
  cat <<EOF
apiVersion: v1
kind: Namespace
metadata:
  name: $NAMESPACE
  labels:
    app.kubernetes.io/name: probez-verify
    pod-security.kubernetes.io/enforce: privileged
EOF
}

create_namespace() {
  local out
  out=$(namespace_manifest | "${KUBE[@]}" create -f - 2>&1) || refuse "the namespace $NAMESPACE cannot be created: $out"
  NAMESPACE_MADE=yes
  # No Pod is admitted before its service account is there.
  poll "$PATIENCE" look serviceaccount default >/dev/null 2>&1 ||
    refuse "the namespace $NAMESPACE has no service account \"default\" after $PATIENCE s" "is kube-controller-manager running?"
}

remove_namespace() {
  [ "$NAMESPACE_MADE" = yes ] || return 0
  if [ "$KEEP" = yes ]; then
    printf '\nkept: namespace %s; remove it with\n  kubectl %sdelete namespace %s\n' \
      "$NAMESPACE" "${CONTEXT:+--context $CONTEXT }" "$NAMESPACE"
    return 0
  fi
  printf '\nremoving namespace %s ... ' "$NAMESPACE"
  k delete pods --all --now --wait=false >/dev/null 2>&1
  if "${KUBE[@]}" delete namespace "$NAMESPACE" --timeout=120s >/dev/null 2>&1; then
    printf 'removed\n'
  else
    printf 'not gone yet; see\n  kubectl %sget namespace %s\n' "${CONTEXT:+--context $CONTEXT }" "$NAMESPACE"
  fi
  NAMESPACE_MADE=no
}

# The images of the manifests, or what stands in for them: a line OLD=NEW each.
with_images() {
  local script='' line
  while IFS= read -r line; do
    [ -n "$line" ] && script="${script}s|image: ${line%%=*}\$|image: ${line#*=}|
"
  done <<EOF
$REPLACEMENTS
EOF
  sed -e "$script"
}

# As in the manifests: a policy of the cluster may ask for it, whatever the namespace says.
security_context() {
  cat <<EOF
      securityContext:
        runAsNonRoot: true
        allowPrivilegeEscalation: false
        readOnlyRootFilesystem: true
        capabilities:
          drop: [ALL]
        seccompProfile:
          type: RuntimeDefault
EOF
}

# A Pod with the demo app's image, that asks the others from inside the cluster: it needs neither curl in an image nor port-forward.
client_manifest() {
  cat <<EOF
apiVersion: v1
kind: Pod
metadata:
  name: client
  labels:
    app.kubernetes.io/name: probez-verify
spec:
  terminationGracePeriodSeconds: 1
  containers:
    - name: client
      image: $IMAGE
      command: [node, -e, "setInterval(() => {}, 60000)"]
$(security_context)
EOF
}

start_client() {
  local out
  out=$(client_manifest | k apply -f - 2>&1) || refuse "a Pod with the demo app's image cannot be created: $out"
  if ! poll $((2 * PATIENCE)) client_runs; then
    printf '%s\n' "$(look pods -o wide 2>&1)" "$(image_trouble client)" >&2
    case $SEEN in
      *Pending*)
        refuse "no node takes a Pod: $(field pod client '.status.conditions[?(@.type=="PodScheduled")].message')" \
          "\"kubectl get nodes\" must show one that is Ready; of a cluster with a single node, the taint of control planes has to go:
  kubectl taint nodes --all node-role.kubernetes.io/control-plane-"
        ;;
      0/1*Error* | *CrashLoopBackOff*)
        k logs client --tail=3 >&2
        refuse "the image $IMAGE does not run on the cluster: $SEEN" \
          "\"exec format error\": it was built for another processor than the node has (docker build --platform linux/arm64, or linux/amd64)"
        ;;
    esac
    still_pulling client && SEEN="$SEEN, after $((2 * PATIENCE)) s of $PULLING"
    refuse "the image $IMAGE does not run on the cluster: ${SEEN:-no status}" "$(image_hint)"
  fi
  case $(ip client) in
    '['*)
      refuse "the Pods of this cluster have IPv6 addresses: $(ip client)" \
        "the demo app's image listens on 0.0.0.0, and the rules of scenarios 3 and 12 are IPv4's; on a cluster of both families IPv4 must come first"
      ;;
  esac
}

client_runs() {
  row client
  case $SEEN in
    *ErrImage* | *ImagePull* | *InvalidImageName*) GIVE_UP=yes ;;
  esac
  [ "${SEEN%% *}" = 1/1 ]
}

image_hint() {
  cat <<EOF
build it from the root of the repository and load it into every node, or name another one with --image; examples/demoapp/README.md has more:
  BUILDX_NO_DEFAULT_ATTESTATIONS=1 docker build -f examples/demoapp/Dockerfile -t $DEMO_APP .
  kind:      kind load docker-image $DEMO_APP      ("content digest ... not found": it has attestations; see the line above)
  minikube:  minikube image load $DEMO_APP
  k3s:       docker save $DEMO_APP | sudo k3s ctr images import -
  a node:    docker save $DEMO_APP | sudo ctr -n k8s.io images import -
  GKE, EKS:  docker tag and docker push it to your registry, then --image REGISTRY/probez-demoapp:0.1.0
EOF
}

# Whether a Pod that is not there yet waits for an image that a registry has not sent. What it says goes to PULLING.
still_pulling() {
  case $SEEN in
    *ContainerCreating* | *Init:* | *PodInitializing*) ;;
    *) return 1 ;;
  esac
  PULLING=$(look events --field-selector "involvedObject.name=$1,reason=Pulling" -o jsonpath='{.items[-1:].message}' 2>/dev/null)
  [ -n "$PULLING" ] && [ "$(count_events "$1" Pulling '')" -gt "$(count_events "$1" Pulled 'Successfully pulled')" ]
}

# What a container waits for, when it is its image.
image_trouble() {
  look pod "$1" -o jsonpath='{range .status.initContainerStatuses[*]}{.image}: {.state.waiting.reason}: {.state.waiting.message}{"\n"}{end}{range .status.containerStatuses[*]}{.image}: {.state.waiting.reason}: {.state.waiting.message}{"\n"}{end}' 2>/dev/null |
    grep -i 'image' | grep -v ': : $' | head -n 3
}

# Prints "STATUS body", or "unreachable WHY", so many times; each is a connection of its own. The last argument is a form to post.
http_times() {
  local out
  out=$(k exec client -- node -e "
    const [times, method, url, form] = process.argv.slice(1);
    const ask = () =>
      fetch(url, { method, redirect: 'manual', headers: { connection: 'close' }, signal: AbortSignal.timeout(5000), ...(form && { body: new URLSearchParams(form) }) })
        .then(async (response) => console.log(response.status, await response.text()))
        .catch((error) => console.log('unreachable', error.cause?.code ?? error.name));
    (async () => { for (let done = 0; done < times; done++) await ask(); })();" "$@" 2>"$ERRORS") ||
    out="kubectl exec in the Pod \"client\" failed: $(errors)"
  printf '%s\n' "$out"
}
http() { http_times 1 "$@"; }

field() { look "$1" "$2" -o jsonpath="{$3}" 2>/dev/null; }

# An address as it stands in a URL.
ip() {
  local address
  address=$(field pod "$1" .status.podIP)
  case $address in
    *:*) printf '[%s]' "$address" ;;
    *) printf '%s' "$address" ;;
  esac
}

service_url() {
  local address
  address=$(field service "$1" .spec.clusterIP)
  case $address in
    *:*) printf 'http://[%s]' "$address" ;;
    *) printf 'http://%s' "$address" ;;
  esac
}
