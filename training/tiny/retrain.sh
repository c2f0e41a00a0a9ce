#!/usr/bin/env bash
# Trains the tiny agent from nothing and puts it into packages/tiny-agent: one command, about 80 minutes on two
# cores. Settings: TRAJECTORIES, MINUTES, EXERCISE_MINUTES, PROCESSES, SEEDS, LIMIT, PYTHON, and BUILD, OUTPUT and
# FIXTURES for the folders. What BUILD holds already (Python packages, trajectories) is not made again.
# Where pip would take the CUDA build of torch, PIP_EXTRA_INDEX_URL may name an index with CPU builds.
set -euo pipefail
cd "$(dirname "$0")"

TRAJECTORIES=${TRAJECTORIES:-22000}
MINUTES=${MINUTES:-40}
EXERCISE_MINUTES=${EXERCISE_MINUTES:-3}
PROCESSES=${PROCESSES:-2}
PYTHON=${PYTHON:-python3}
mkdir -p "${BUILD:=build}" "${OUTPUT:=../../packages/tiny-agent}" "${FIXTURES:=fixtures}"
build=$(cd "$BUILD" && pwd)
output=$(cd "$OUTPUT" && pwd)
fixtures=$(cd "$FIXTURES" && pwd)
node() { ../../node_modules/.bin/node --conditions=@agentd/source "$@"; }
parts=$(seq 0 $((PROCESSES - 1)))

if [ ! -x "$build/venv/bin/python" ]; then
  "$PYTHON" -m venv "$build/venv"
  "$build/venv/bin/pip" install --quiet -r python/requirements.txt
fi

# 1. Trajectories: the teacher's runs through the agent loop and the sandbox.
share=$(((TRAJECTORIES + PROCESSES - 1) / PROCESSES))
jobs=()
for part in $parts; do
  node src/sample.ts --from $((part * share)) --to $(((part + 1) * share)) --out "$build/train-$part" &
  jobs+=($!)
done
for job in "${jobs[@]}"; do wait "$job"; done
node src/sample.ts --split development --from 0 --to 150 --out "$build/development"
for part in $parts; do
  node src/write-renamed.ts "$build/train-$part.examples.jsonl" "$build/renamed-$part.jsonl"
done
node src/write-exercises.ts "$build/exercises-first.jsonl" 60000 first
node src/write-exercises.ts "$build/exercises-second.jsonl" 12000 second
node src/write-problems.ts "$output/problems.jsonl"

# 2. Tokenizer, model, export.
python() { (cd python && OMP_NUM_THREADS=1 "$build/venv/bin/python" -m "$@"); }
train() {
  python tiny_agent.train --validation "$build/development.examples.jsonl" --tokenizer "$build/tokenizer" \
    --processes "$PROCESSES" "$@"
}
python tiny_agent.tokenizer "$build/train-0.examples.jsonl" "$build/tokenizer"
# Copying first: a few minutes of exercises save hours of trajectories.
train "$build/exercises-first.jsonl" --output "$build/exercises" --minutes "$EXERCISE_MINUTES" --batch-tokens 4096 \
  --final-rate 0.7
train "$build"/train-*.examples.jsonl "$build"/renamed-*.jsonl "$build/exercises-second.jsonl" \
  --output "$build/checkpoints" --minutes "$MINUTES" --digit-weight 2 --start "$build/exercises/final.pt"
python tiny_agent.export "$build/checkpoints/final.pt" "$build/tokenizer" "$output/model"
python tiny_agent.fixture "$build/development.examples.jsonl" "$build/tokenizer" "$fixtures/training-text.jsonl"

# 3. Figures of the new weights, through the project's own model adapter, sandbox and decoders.
rm -f "$build/evaluation.jsonl"
node src/evaluate.ts --model "$output/model" --problems "$output/problems.jsonl" --limit "${LIMIT:-200}" \
  --seeds "${SEEDS:-5}" --results "$build/evaluation.jsonl" --markdown "$build/evaluation.md"
