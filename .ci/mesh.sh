# Runs the mesh as `npm start` does, on free ports, loads it with k6, and stops it: in order, and all of it.
set -euo pipefail
source .ci/common.sh
has_k6 || unavailable "k6 $K6_VERSION is not there"

work=$(mktemp -d)
log=$work/log
mkdir "$work/data"
# Every process of the mesh inherits this variable, and is found by it.
mark=FRONTPAGE_RUN=$$-$RANDOM

processes() { grep -lzxs "$mark" /proc/[0-9]*/environ | tr -dc '0-9\n'; }

clean_up() {
  local status=$? pid
  if [ $status != 0 ]; then tail -n 30 "$log" >&2; fi
  for pid in $(processes); do kill -KILL "$pid" 2>/dev/null || true; done
  rm -rf "$work"
}
trap clean_up EXIT

ports=()
for name in GATEWAY PROMO RECOMMENDATION RATES RATES_SOURCE LAB; do ports+=("${name}_PORT=0" "${name}_OPS_PORT=0"); done
# However slow this machine is, the gateway refuses no page for it.
env "$mark" "${ports[@]}" SHED_LOOP_DELAY=60000 DATA_DIR="$work/data" LATENCY=fixed:100 npm start >"$log" 2>&1 &
npm=$!

ended() { ! kill -0 $npm 2>/dev/null; }
ready() { grep -q 'Frontpage is ready' "$log"; }
ready_or_ended() { ready || ended; }
within 60 ready_or_ended || die "npm start was not ready within 60 s"
ready || die "npm start ended before it was ready"
url=$(sed -nE 's/.*Frontpage is ready: (http[^ "]+).*/\1/p' "$log")
say "npm start is ready: $(processes | wc -l) processes, $url"

load() { # SCRIPT [VARIABLE=VALUE]...
  local options=() pair
  for pair in "${@:2}"; do options+=(-e "$pair"); done
  k6 run --quiet -e BASE_URL="$url" -e RECOMMENDATION_OPS="$(operations_of recommendation)" -e SUMMARY_DIR="$work" "${options[@]}" "k6/$1.ts"
}

operations_of() { sed -nE "s/.*\"process\":\"$1\".*operations on (http[^ \"]+).*/\1/p" "$log"; }

load compare DURATION=10s
load files DURATION=10s
load breaker RATE=10
load spike RATE=10 DURATION=5s

kill -TERM $npm
within 20 ended || die "npm start did not stop within 20 s"
status=0
wait $npm || status=$?
[ $status = 0 ] || die "npm start ended with exit code $status"
[ -z "$(processes)" ] || die "npm start left processes behind: $(processes | xargs)"
say "npm start stopped with exit code 0 and left no process"
