# A Docker engine and its images, by the script that stands beside the repository where there is one; sourced.

ENGINE=../shared/engine/engine
engine_is_ours=

start_engine() {
  if [ -x $ENGINE ] && [ "$(id -u)" = 0 ]; then
    docker info >/dev/null 2>&1 || engine_is_ours=yes
    $ENGINE start
    # Traces are not looked at here, and there is no Jaeger to be had.
    K6_BIN=$(has_k6 && command -v k6 || true) $ENGINE images $($ENGINE names docker-compose.yml | grep -v jaegertracing/)
  fi
  docker info >/dev/null 2>&1 || unavailable "no Docker engine answers"
  docker compose version >/dev/null 2>&1 || unavailable "there is no Compose v2"
}

stop_engine() {
  if [ -n "$engine_is_ours" ]; then $ENGINE stop; fi
}

# Without that script a missing image is pulled.
has_k6_image() { [ ! -x $ENGINE ] || docker image inspect "grafana/k6:$K6_VERSION" >/dev/null 2>&1; }
