# Several containers of one service; sourced.

REPLICAS=3

replicas_share_the_load() {
  docker compose up -d --wait --no-recreate --scale recommendation=$REPLICAS
  every_target_is_up recommendation=$REPLICAS
  local before counted
  before=$(requests_by_replica)
  # One at a time: a single connection would do for all of them.
  for _ in $(seq 90); do get_page || die "the page is not 200 with $REPLICAS replicas"; done
  # Two scrapes later Prometheus has all of it.
  within 30 all_is_counted || die "Prometheus did not count: $(requests_by_replica | xargs)"
  counted=$(printf '%s\n%s\n' "$before" "$(requests_by_replica)" |
    awk '{ if ($1 in last) { d[$1] = $2 - last[$1] } else { d[$1] = $2 } last[$1] = $2 } END { for (i in d) print d[i] }' | sort -n | xargs)
  awk '{ mean = ($1 + $2 + $3) / 3; exit !(NF == 3 && mean > 0 && $1 >= 0.8 * mean && $3 <= 1.2 * mean) }' <<<"$counted" ||
    die "requests by replica: $counted"
  say "$REPLICAS replicas of recommendation, and $counted requests to them"
}

requests_by_replica() { # a line each: address, requests
  ask_prometheus values 'sum by (instance) (http_server_request_duration_seconds_count{job="recommendation",route="/recommendations/:reader"})'
}

all_is_counted() {
  local one
  one=$(requests_by_replica)
  sleep 6
  [ "$(wc -l <<<"$one")" = $REPLICAS ] && [ "$one" = "$(requests_by_replica)" ]
}

# It takes requests and answers none: nothing but time tells.
a_replica_hangs() {
  local hanging
  read -r hanging < <(docker compose ps -q recommendation)
  start_load 20
  # On a busy machine a container can not always be frozen at once.
  within 10 docker pause "$hanging" >/dev/null || die "the replica can not be paused"
  end_load
  docker unpause "$hanging" >/dev/null
  # Asked in turn it would cost a third of them.
  [ "$without" -lt $((pages / 6)) ] || die "$without of $pages pages lacked a part because a replica hung"
  say "a replica was paused under load: $pages pages, all 200, $without of them with a fallback until it was passed over"
}

a_replica_is_lost() {
  local lost
  read -r lost < <(docker compose ps -q recommendation)
  start_load 15
  docker kill "$lost" >/dev/null
  within 5 whole_page || die "the page is not whole without one of the replicas"
  end_load
  [ "$without" = 0 ] || die "$without of $pages pages lacked a part because a replica was lost"
  docker rm "$lost" >/dev/null
  say "a replica was killed under load: $pages pages, all 200 and whole"
}
