# What the containers may do, and what they leave; sourced.

inspect() { docker compose ps -aq "${@:2}" | xargs docker inspect -f "$1"; }

only_these_are_published() {
  local published expected
  published=$(inspect '{{range .HostConfig.PortBindings}}{{range .}}{{.HostIp}}:{{.HostPort}} {{end}}{{end}}' | tr -s ' \n' '\n' | sort | xargs)
  expected=$(printf '127.0.0.1:%s\n' "$GATEWAY_PORT" "$LAB_PORT" "$PROMETHEUS_PORT" "$GRAFANA_PORT" | sort | xargs)
  [ "$published" = "$expected" ] || die "published are $published, expected only $expected"
  say "only the gateway, the lab, Prometheus and Grafana are published, and on 127.0.0.1: no operations port"
}

containers_are_confined() {
  local service
  for service in $(docker compose ps --services); do
    docker compose exec -T "$service" sh -c '
      [ "$(id -u)" != 0 ] && grep -Eq "^[^ ]+ / [^ ]+ ro[, ]" /proc/mounts &&
      grep -Eq "^CapEff:\s+0+$" /proc/1/status && grep -Eq "^NoNewPrivs:\s+1$" /proc/1/status
    ' || die "$service is root, has a file system that is not read-only, or has privileges"
  done
  say "no container is root, has privileges, or could write to its file system"
}

left() {
  local label=label=com.docker.compose.project=$COMPOSE_PROJECT_NAME
  docker ps -aq --filter "$label"
  docker volume ls -q --filter "$label"
  docker network ls -q --filter "$label"
}
