#!/usr/bin/env bash
# Trains the tiny agent from nothing and puts it into packages/tiny-agent: one command, about three hours on two
# idle cores. Settings: TRAJECTORIES, FACTS, COPIES, MINUTES, EXERCISE_MINUTES, PROCESSES, SEEDS, LIMIT, PYTHON, and BUILD,
# OUTPUT and FIXTURES for the folders. What BUILD holds already (Python packages, trajectories) is not made again.
# Where pip would take the CUDA build of torch, PIP_EXTRA_INDEX_URL may name an index with CPU builds.
set -euo pipefail
cd "$(dirname "$0")"

TRAJECTORIES=${TRAJECTORIES:-22000}
FACTS=${FACTS:-4500}
COPIES=${COPIES:-3}
MINUTES=${MINUTES:-90}
EXERCISE_MINUTES=${EXERCISE_MINUTES:-5}
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
[ -s "$build/facts-train.jsonl" ] || node src/sample-facts.ts --count "$FACTS" --index "$build/facts-index" \
  --out "$build/facts-train.jsonl"
[ -s "$build/facts-development.jsonl" ] || node src/sample-facts.ts --split development --count 100 \
  --index "$build/facts-index" --out "$build/facts-development.jsonl"
node src/write-renamed-facts.ts "$build/facts-train.jsonl" "$build/facts-renamed.jsonl" "$COPIES"
node src/write-chains-of-thought.ts "$build/chains-of-thought.jsonl" 8000
node src/write-fact-chains-of-thought.ts "$build/facts-chains-of-thought.jsonl" "$build/facts-index" 2500
node src/write-renamed-facts.ts "$build/facts-chains-of-thought.jsonl" "$build/facts-chains-renamed.jsonl" 2
for part in $parts; do
  node src/write-renamed.ts "$build/train-$part.examples.jsonl" "$build/renamed-$part.jsonl"
done
node src/write-exercises.ts "$build/exercises-first.jsonl" 60000 first
node src/write-exercises.ts "$build/exercises-second.jsonl" 12000 second
node src/write-reading-exercises.ts "$build/exercises-reading.jsonl" 40000
node src/write-problems.ts "$output/problems.jsonl"
node src/write-questions.ts "$output/questions.jsonl"

# 2. Tokenizer, model, export.
python() { (cd python && OMP_NUM_THREADS=1 "$build/venv/bin/python" -m "$@"); }
train() {
  python tiny_agent.train --validation "$build/development.examples.jsonl" "$build/facts-development.jsonl" \
    --tokenizer "$build/tokenizer" --processes "$PROCESSES" --output "$@"
}
# As much text of either kind.
python tiny_agent.tokenizer "$build/train-0.examples.jsonl" "$build/facts-renamed.jsonl" "$build/tokenizer" \
  --characters 5000000
# Copying first: a few minutes of exercises save hours of trajectories.
train "$build/exercises" --data "$build/exercises-first.jsonl" "$build/exercises-reading.jsonl" \
  --minutes "$EXERCISE_MINUTES" --batch-tokens 4096 --final-rate 0.7
train "$build/checkpoints" --data "$build"/train-*.examples.jsonl "$build"/renamed-*.jsonl \
  "$build/exercises-second.jsonl" "$build/facts-train.jsonl" "$build/facts-renamed.jsonl" \
  "$build/chains-of-thought.jsonl" "$build/facts-chains-of-thought.jsonl" "$build/facts-chains-renamed.jsonl" \
  --minutes "$MINUTES" --tokens 80e6 --digit-weight 2 --start "$build/exercises/final.pt"
python tiny_agent.export "$build/checkpoints/final.pt" "$build/tokenizer" "$output/model"
python tiny_agent.fixture "$build/development.examples.jsonl" "$build/tokenizer" "$fixtures/training-text.jsonl"

# 3. Figures of the new weights, through the project's own model adapter, sandbox and decoders.
rm -f "$build"/evaluation*.jsonl
evaluate() {
  node src/evaluate.ts --model "$output/model" --limit "${LIMIT:-200}" --index "$build/facts-index" "$@"
}
evaluate --problems "$output/problems.jsonl" --seeds "${SEEDS:-5}" --results "$build/evaluation.jsonl" \
  --markdown "$build/evaluation.md"
evaluate --kind facts --problems "$output/questions.jsonl" --seeds "${SEEDS:-5}" \
  --results "$build/evaluation-facts.jsonl" --markdown "$build/evaluation-facts.md"
# Without what it searches for, the model knows nothing.
evaluate --kind facts-without-search --problems "$output/questions.jsonl" --seeds 1 \
  --results "$build/evaluation-without-search.jsonl" --markdown "$build/evaluation-without-search.md"
