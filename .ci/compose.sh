# Runs the mesh in containers, on free ports, and checks what a visitor, an operator and an intruder would find.
set -euo pipefail
source .ci/common.sh
source .ci/engine.sh
start_engine

free_port() { node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })'; }

export COMPOSE_PROJECT_NAME=frontpage-ci-$$ COMPOSE_PROGRESS=quiet
export LATENCY=fixed:100 DURATION=5s GATEWAY_PORT PROMETHEUS_PORT
GATEWAY_PORT=$(free_port)
PROMETHEUS_PORT=$(free_port)
work=$(mktemp -d)

clean_up() {
  local status=$?
  if [ $status != 0 ]; then docker compose logs --tail 20 >&2 || true; fi
  docker compose --profile load down -v --rmi local || true
  rm -rf "$work"
  stop_engine
}
trap clean_up EXIT

# The page into $work/page, its headers into $work/headers; fails unless it is 200.
get_page() { curl -fsS -m 10 -D "$work/headers" -o "$work/page" "http://127.0.0.1:$GATEWAY_PORT/"; }

part_is() { # UPSTREAM SOURCE: whether that part of the latest page came from there
  grep -Eiq "^server-timing:(.*,)? *$1;dur=[0-9.]+;desc=\"$2" "$work/headers"
}

whole_page() { get_page && part_is promo fresh && part_is recommendation fresh; }

targets_up() { # whether Prometheus reaches every process
  curl -fsS "http://127.0.0.1:$PROMETHEUS_PORT/api/v1/targets?state=active" | node -e '
    const { data } = JSON.parse(require("fs").readFileSync(0, "utf8"));
    const up = data.activeTargets.filter(({ health }) => health === "up").map(({ labels }) => labels.job);
    process.exit(["gateway", "promo", "recommendation", "rates", "rates-source"].every((job) => up.includes(job)) ? 0 : 1);'
}

inspect() { docker compose ps -aq "${@:2}" | xargs docker inspect -f "$1"; }

left() {
  local label=label=com.docker.compose.project=$COMPOSE_PROJECT_NAME
  docker ps -aq --filter "$label"
  docker volume ls -q --filter "$label"
  docker network ls -q --filter "$label"
}

docker compose run --rm -T --no-deps --entrypoint promtool prometheus check config /etc/prometheus/prometheus.yml

started=$SECONDS
docker compose up -d --build --wait --wait-timeout 180 || die "docker compose up: not all became healthy"
say "up and healthy after $((SECONDS - started)) s: $(docker compose ps --services | xargs)"

whole_page || die "the page is not 200 with both parts fresh: $(cat "$work/headers")"
say "the page is 200 with both parts fresh"

within 30 targets_up || die "Prometheus does not reach every process"
say "Prometheus reaches every process"

published=$(inspect '{{range .HostConfig.PortBindings}}{{range .}}{{.HostIp}}:{{.HostPort}} {{end}}{{end}}' | tr -s ' \n' '\n' | sort | xargs)
expected=$(printf '127.0.0.1:%s\n' "$GATEWAY_PORT" "$PROMETHEUS_PORT" | sort | xargs)
[ "$published" = "$expected" ] || die "published are $published, expected only $expected"
say "only the gateway and Prometheus are published, and on 127.0.0.1"

for service in $(docker compose ps --services); do
  docker compose exec -T "$service" sh -c '
    [ "$(id -u)" != 0 ] && grep -Eq "^[^ ]+ / [^ ]+ ro[, ]" /proc/mounts &&
    grep -Eq "^CapEff:\s+0+$" /proc/1/status && grep -Eq "^NoNewPrivs:\s+1$" /proc/1/status
  ' || die "$service is root, has a file system that is not read-only, or has privileges"
done
say "no container is root, has privileges, or could write to its file system"

if has_k6_image; then
  docker compose run --rm -T k6 run --quiet /k6/compare.ts
elif [ "${CI:-}" = true ]; then
  die "there is no k6 image"
else
  say "left out: k6 in a container: there is no image"
fi

docker compose pause recommendation
get_page || die "the page is not 200 while recommendation is paused"
part_is promo fresh && part_is recommendation fallback || die "not promo fresh and recommendation a fallback: $(cat "$work/headers")"
docker compose unpause recommendation
within 30 whole_page || die "the page is not whole again after recommendation's pause"
say "with recommendation paused the page is 200 with a fallback, and whole again afterwards"

docker compose stop
codes=$(inspect '{{.State.ExitCode}}' | xargs)
[[ $codes =~ ^0(\ 0)*$ ]] || die "the containers' exit codes are $codes"
docker compose --profile load down -v
[ -z "$(left)" ] || die "docker compose down left $(left | xargs)"
say "all stopped with exit code 0, and nothing is left"
