# What becomes of pages when containers hang and end, under load; sourced.

part_fails_under_load() {
  start_load 45
  within 10 docker compose pause recommendation || die "recommendation can not be paused"
  within 10 lacks recommendation || die "no fallback while recommendation is paused: $(cat "$work/headers")"
  part_is promo fresh || die "promo's part suffers from recommendation's pause"
  docker compose unpause recommendation
  within 30 whole_page || die "the page is not whole again after recommendation's pause"
  docker compose stop promo
  within 10 lacks promo || die "no fallback while promo is stopped: $(cat "$work/headers")"
  docker compose start promo
  within 30 whole_page || die "the page is not whole again after promo's stop"
  end_load
  say "recommendation was paused and promo stopped under load: $pages pages, all 200, $without with a fallback, and whole again afterwards"
  rules_have_values
  traces_are_known
}

# Not through the published port, where a proxy accepts connections in the gateway's stead.
gateway_stops_under_load() {
  local asking
  docker compose run --rm -T --no-deps -v "$PWD/scripts/in-flight.ts:/in-flight.ts:ro" promo node /in-flight.ts http://gateway:8080/ >"$work/in-flight" 2>&1 &
  asking=$!
  within 30 grep -q asking "$work/in-flight" || { cat "$work/in-flight"; die "no page is asked for in the network"; }
  docker compose stop gateway
  wait $asking || { cat "$work/in-flight"; die "the gateway lost what it had accepted"; }
  if docker compose logs gateway | grep 'cut off'; then die "the gateway cut off what was in flight"; fi
  say "the gateway was stopped under load: $(tail -n 1 "$work/in-flight")"
}
