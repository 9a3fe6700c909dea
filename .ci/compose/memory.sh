# What the processes take of memory; sourced.

NODE_MEMORY_TARGET=400

# A line for every Node process, and one for all: what is resident, and its share of that where pages that several processes
# have are divided among them. Node's own file is in every one of them, and in memory once.
node_memory() {
  local service
  for service in $(docker compose ps --services); do
    docker compose exec -T "$service" sh -c '
      for process in /proc/[0-9]*; do
        [ "$(head -c 4 $process/cmdline)" = node ] && grep -q main.ts $process/cmdline || continue
        grep -hE "^(Rss|Pss):" $process/smaps_rollup
      done' 2>/dev/null | awk -v service="$service" '
      $1 == "Rss:" { rss = $2 } $1 == "Pss:" { print service, rss / 1024, $2 / 1024 }' || true
  done | awk -v target=$NODE_MEMORY_TARGET '
    { rss += $2; pss += $3; n += 1; printf "  %-15s %4.0f MB resident, %4.0f MB its share\n", $1, $2, $3 }
    END { printf "  %-15s %4.0f MB resident (target %d MB), %4.0f MB in fact\n", n " Node processes", rss, target, pss }'
}
