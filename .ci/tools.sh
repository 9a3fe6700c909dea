# Installs what the other parts need and the machine doesn't have.
set -euo pipefail
source .ci/common.sh

packages=()
command -v curl >/dev/null || packages+=(curl ca-certificates)
# Node 26 as npm installs it needs this library.
[[ $(/sbin/ldconfig -p) == *libatomic.so.1* ]] || packages+=(libatomic1)
if has_script test:browser && ! command -v chromium >/dev/null; then packages+=(chromium); fi

if [ ${#packages[@]} -gt 0 ]; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    say "installing ${packages[*]}"
    export DEBIAN_FRONTEND=noninteractive
    apt-get -q update >/dev/null
    apt-get -q install -y --no-install-recommends "${packages[@]}" >/dev/null
  else
    unavailable "to be installed by hand: ${packages[*]}"
  fi
fi

if ! has_k6; then
  command -v go >/dev/null || unavailable "k6 $K6_VERSION is not there, and no Go to build it with"
  say "building k6 $K6_VERSION"
  GOBIN=$CACHE/k6-$K6_VERSION go install "go.k6.io/k6@v$K6_VERSION"
fi
say "k6 $K6_VERSION: $(command -v k6)"
