# What Prometheus knows; sourced.

ask_prometheus() { # QUESTION...: see scripts/ask-prometheus.ts
  node scripts/ask-prometheus.ts "$PROMETHEUS" "$@"
}

quietly() { "$@" >/dev/null 2>&1; }

promtool_checks() { # by the version that the mesh runs with
  local tests
  tests=$(cd prometheus && printf '/etc/prometheus/%s ' tests/*.yml)
  docker compose run --rm -T --no-deps --entrypoint promtool prometheus check config /etc/prometheus/prometheus.yml
  docker compose run --rm -T --no-deps --entrypoint promtool prometheus test rules $tests
}

every_target_is_up() { # JOB[=TARGETS]...
  within 60 quietly ask_prometheus up "$@" || ask_prometheus up "$@" || die "Prometheus does not reach every process"
}

traces_are_known() {
  ask_prometheus exemplar home_page_duration_seconds_bucket trace_id || die "Prometheus has no page's trace"
  say "Prometheus knows the traces of pages, as exemplars"
}

rules_have_values() {
  within 30 quietly ask_prometheus rules || ask_prometheus rules || die "Prometheus' rules are at fault"
  say "no rule of Prometheus has an error, and every recording rule has a value"
}
