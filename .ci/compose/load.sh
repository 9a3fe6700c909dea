# Load, by k6; sourced.

load_pid=

start_load() { # SECONDS [STRATEGIES]: pages by every strategy, twenty a second, while other things are done
  load_port=$(free_port)
  rm -f "$work/k6-soak.json"
  k6 run --quiet --address "127.0.0.1:$load_port" -e BASE_URL="$GATEWAY" -e RATE=20 -e DURATION="$1s" -e SUMMARY_DIR="$work" k6/soak.ts >"$work/load" 2>&1 &
  load_pid=$!
  within 30 pages_are_loaded || { cat "$work/load"; die "k6 loads no pages"; }
}

pages_are_loaded() { curl -fs "http://127.0.0.1:$load_port/v1/metrics/iterations" >/dev/null; }

end_load() { # waits for its end; every page has to be 200 and whole HTML. Sets `without`: how many had a fallback in them
  kill -0 "$load_pid" 2>/dev/null || die "the load ended too soon"
  local status=0
  wait "$load_pid" || status=$?
  load_pid=
  [ $status = 0 ] || { cat "$work/load"; failed_checks; die "pages were lost"; }
  read -r pages failed without < <(node -p '
    const { checks, page_fallback, http_reqs } = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8")).metrics;
    `${http_reqs.values.count} ${checks.values.fails} ${page_fallback.values.passes}`' "$work/k6-soak.json")
  [ "$failed" = 0 ] || { failed_checks; die "$failed checks of pages failed"; }
}

failed_checks() {
  node -p '
    const { root_group } = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
    root_group.checks.filter(({ fails }) => fails > 0).map(({ name, fails }) => `${fails} times not: ${name}`).join("\n")' "$work/k6-soak.json"
}

stop_load() { if [ -n "$load_pid" ]; then kill "$load_pid" 2>/dev/null || true; fi; }

k6_in_a_container() {
  if has_k6_image; then
    docker compose run --rm -T k6 run --quiet -o experimental-prometheus-rw /k6/compare.ts
    ask_prometheus has k6_http_reqs_total || die "Prometheus has none of k6's metrics"
    say "k6 compared strategies from a container, and sent its metrics to Prometheus"
  elif [ "${CI:-}" = true ]; then
    die "there is no k6 image"
  else
    say "left out: k6 in a container: there is no image"
  fi
}
