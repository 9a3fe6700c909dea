# Checks Prometheus' configuration and rules, and tests the rules.
set -euo pipefail
source .ci/common.sh
command -v promtool >/dev/null || unavailable "promtool is not there"

promtool check config prometheus/prometheus.yml
promtool test rules prometheus/tests/*.yml
