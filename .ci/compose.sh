# Runs the mesh in containers, on free ports, and checks what a visitor, an operator and an intruder would find.
set -euo pipefail
source .ci/common.sh
source .ci/engine.sh
for part in page prometheus containers memory load faults replicas; do source ".ci/compose/$part.sh"; done
start_engine

export COMPOSE_PROJECT_NAME=frontpage-ci-$$ COMPOSE_PROGRESS=quiet
export LATENCY=fixed:100 DURATION=5s GATEWAY_PORT LAB_PORT PROMETHEUS_PORT GRAFANA_PORT
# However slow this machine is, the gateway refuses no page for it.
export SHED_LOOP_DELAY=60000
GATEWAY_PORT=$(free_port)
LAB_PORT=$(free_port)
PROMETHEUS_PORT=$(free_port)
GRAFANA_PORT=$(free_port)
GATEWAY=http://127.0.0.1:$GATEWAY_PORT
PROMETHEUS=http://127.0.0.1:$PROMETHEUS_PORT
work=$(mktemp -d)

clean_up() {
  local status=$?
  stop_load
  if [ $status != 0 ]; then docker compose logs --tail 20 >&2 || true; fi
  docker compose --profile load down -v --remove-orphans --rmi local || true
  rm -rf "$work"
  stop_engine
}
trap clean_up EXIT

promtool_checks

started=$SECONDS
docker compose up -d --build --wait --wait-timeout 180 || die "docker compose up: not all became healthy"
say "up and healthy after $((SECONDS - started)) s: $(docker compose ps --services | xargs)"

whole_page || die "the page is not 200 with both parts fresh: $(cat "$work/headers")"
say "the page is 200 with both parts fresh"
say "idle:"
sleep 6 # after which a process has given back what its start left behind
node_memory

every_target_is_up gateway promo recommendation rates rates-source lab
say "Prometheus reaches every process"

only_these_are_published
containers_are_confined
k6_in_a_container
if has_k6; then
  part_fails_under_load
  replicas_share_the_load
  a_replica_hangs
  a_replica_is_lost
elif [ "${CI:-}" = true ]; then
  die "k6 is not there"
else
  say "left out: containers under load: k6 $K6_VERSION is not there"
fi
gateway_stops_under_load

docker compose stop
codes=$(inspect '{{.State.ExitCode}}' | xargs)
[[ $codes =~ ^0(\ 0)*$ ]] || die "the containers' exit codes are $codes"
docker compose --profile load down -v
[ -z "$(left)" ] || die "docker compose down left $(left | xargs)"
say "all stopped with exit code 0, and nothing is left"
