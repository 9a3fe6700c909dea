# Installs what the other parts need and the machine doesn't have.
set -euo pipefail
source .ci/common.sh

packages=()
need() { # COMMAND PACKAGE...: the packages, unless the command is there
  command -v "$1" >/dev/null || packages+=("${@:2}")
}
need curl curl ca-certificates
# Node 26 as npm installs it needs this library.
[[ $(/sbin/ldconfig -p) == *libatomic.so.1* ]] || packages+=(libatomic1)
if has_script test:browser; then need chromium chromium; fi
if has_script test:pdf; then
  need qpdf qpdf
  need pdfinfo poppler-utils
fi

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

# Of Debian's prometheus the one program, and none of its services.
if ! command -v promtool >/dev/null; then
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || unavailable "promtool is not there"
  say "unpacking promtool"
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' EXIT
  apt-get -q update >/dev/null
  (cd "$folder" && apt-get -q download prometheus >/dev/null 2>&1)
  dpkg-deb --fsys-tarfile "$folder"/prometheus_*.deb | tar -x -C "$folder" ./usr/bin/promtool
  install -D "$folder/usr/bin/promtool" "$CACHE/promtool/promtool"
fi
say "promtool: $(command -v promtool)"

if ! has_k6; then
  command -v go >/dev/null || unavailable "k6 $K6_VERSION is not there, and no Go to build it with"
  say "building k6 $K6_VERSION"
  GOBIN=$CACHE/k6-$K6_VERSION go install "go.k6.io/k6@v$K6_VERSION"
fi
say "k6 $K6_VERSION: $(command -v k6)"
