# What every part of the run uses; sourced from the repository's root.

CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/frontpage
# docker-compose.yml says which k6 it is, inside containers and outside.
K6_VERSION=$(sed -n 's#^ *image: grafana/k6:##p' docker-compose.yml)
# Node is the project's own, as in npm's scripts.
export PATH="$PWD/node_modules/.bin:$CACHE/k6-$K6_VERSION:$PATH:$CACHE/promtool"
export K6_NO_USAGE_REPORT=true

say() { printf '%s\n' "$*"; }

die() { # MESSAGE
  say "FAILED: $*" >&2
  exit 1
}

unavailable() { # MESSAGE: ends this step, which can't be done on this machine
  [ "${CI:-}" != true ] || die "$*"
  say "left out: $*"
  exit 0
}

has_k6() { [[ $(k6 version 2>/dev/null) == "k6 v$K6_VERSION "* ]]; }

has_script() { # NAME: whether package.json has it
  node -e 'process.exit(process.argv[1] in require("./package.json").scripts ? 0 : 1)' "$1"
}

within() { # SECONDS COMMAND...: tries until the command succeeds
  local until=$((SECONDS + $1))
  shift
  until "$@"; do
    [ $SECONDS -lt $until ] || return 1
    sleep 0.2
  done
}

free_port() { node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })'; }
