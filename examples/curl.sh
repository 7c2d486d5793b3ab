#!/usr/bin/env bash
# A range test, its answer and its learning rates, with curl alone. The service is at $RANGEFINDER_URL, or on this machine.
set -euo pipefail

url=${RANGEFINDER_URL:-http://127.0.0.1:8080}
ask() { curl --fail-with-body --silent --show-error --retry 5 --retry-connrefused "$@"; }

# The same key again, after an answer that got lost, makes no second range test.
location=$(ask "$url/v1/range-tests" -o /dev/null -w '%header{location}' \
    -H 'Content-Type: application/json' -H "Idempotency-Key: ${1:-curl-$$-$RANDOM}" -d '{
      "workload": {"dataset": "spirals", "model": {"architecture": "mlp", "hidden": [32, 32]},
                   "optimizer": {"type": "sgd", "momentum": 0.9}, "batch_size": 32},
      "sweep": {"start_lr": 1e-4, "end_lr": 2, "iterations": 600},
      "tags": {"example": "curl"}}')
echo "submitted $location"

# Held back until the range test is over, 60 seconds at most.
until ask "$url$location" -H 'Prefer: wait=60' | grep -q '"ended_at"'; do :; done

ask "$url$location/recommendation"
echo

# A line for each iteration; these are the first three, and without count they are all.
ask "$url$location/schedule?policy=triangular2&iterations=1000&count=3" -H 'Accept: text/csv' | tail -n +2 |
    while IFS=, read -r iteration lr; do
        echo "iteration $iteration trains at $lr"
    done
