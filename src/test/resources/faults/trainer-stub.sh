#!/usr/bin/env bash
# A trainer that trains nothing: it takes an order and says a short curve, in the protocol of the real one.
#
#   trainer-stub.sh PAUSE RUN ATTEMPT [the command line of the real trainer, which is ignored]
#
# PAUSE is in seconds, after each batch of ten iterations. The losses follow from the order alone. The accuracy is a number
# that this process has drawn, the same at every iteration: a curve of two processes would show two of them.
# Unlike the real trainer it goes on while its server is silent, so that a server that froze finds all of it in the pipe.
# A seed from 900000000 on is one that no attempt survives.
pause=$1
nonce=$(((RANDOM << 15 | RANDOM) % 1000000000))
printf -v nonce '0.%09d' "$nonce"

say() {
  printf '@rangefinder %s\n' "$1"
}

# Pauses; the end of stdin is the end of its server, and hence its own.
work() {
  local status=0
  read -r -t "$pause" || status=$?
  [[ $status -eq 1 ]] && exit 3
  return 0
}

say '{"line":"ready"}'
until [[ $line == *'"line":"order"'* ]]; do
  read -r line || exit 3
done
[[ $line =~ \"iterations\":([0-9]+) ]] && iterations=${BASH_REMATCH[1]}
[[ $line =~ \"seed\":([0-9]+) ]] && seed=${BASH_REMATCH[1]}

say '{"line":"started","provenance":{"nonce":"'"$nonce"'"}}'
for ((first = 0; first < iterations; first += 10)); do
  observations=
  for ((i = first; i < first + 10 && i < iterations; i++)); do
    thousandths=$(((seed * 31 + i * 7919) % 1000 + 1))
    printf -v observation '{"iteration":%d,"lr":%d.%04d,"loss":%d.%03d,"accuracy":%s,"validation":null}' \
      "$i" $(((i + 1) / 10000)) $(((i + 1) % 10000)) $((thousandths / 1000)) $((thousandths % 1000)) "$nonce"
    observations+=${observations:+,}$observation
  done
  say '{"line":"observed","observations":['"$observations"']}'
  if ((seed >= 900000000)); then
    echo "this seed always crashes" >&2
    exit 7
  fi
  work
done
say '{"line":"ended","reason":"completed"}'
