#!/usr/bin/env bash
# Distils word problems into the base of the tiny agent, end to end: the teacher's runs, filters, export, LoRA, ONNX,
# and a table of the figures before and after. One command, two cores. Settings: TRAJECTORIES, EPOCHS, LIMIT, SEEDS,
# PROCESSES, PYTHON, VENV, and BUILD for the folder. Trajectories and checkpoints that BUILD holds are gone on from.
# Where pip would take the CUDA build of torch, PIP_EXTRA_INDEX_URL may name an index with CPU builds.
set -euo pipefail
cd "$(dirname "$0")"

TRAJECTORIES=${TRAJECTORIES:-2000}
EPOCHS=${EPOCHS:-2}
LIMIT=${LIMIT:-60}
SEEDS=${SEEDS:-3}
PROCESSES=${PROCESSES:-2}
mkdir -p "${BUILD:=build/distil}"
build=$(cd "$BUILD" && pwd)
venv=${VENV:-$PWD/build/venv}
node() { ../../node_modules/.bin/node --conditions=@agentd/source "$@"; }
parts=$(seq 0 $((PROCESSES - 1)))
say() { printf '\n== %s (%s s)\n' "$1" "$SECONDS"; }

# Runs a command once for each process, which is told its number as the last argument.
together() {
  local jobs=() part job
  for part in $parts; do
    "$@" "$part" &
    jobs+=($!)
  done
  for job in "${jobs[@]}"; do wait "$job"; done
}

[ -x "$venv/bin/python" ] || "${PYTHON:-python3}" -m venv "$venv"
"$venv/bin/python" -c 'from importlib.metadata import version as v; [v(x) for x in ("trl", "peft", "gguf", "onnxscript")]' 2>/dev/null ||
  "$venv/bin/pip" install --quiet -r ../agentd_train/requirements.txt
export OMP_NUM_THREADS=1 TOKENIZERS_PARALLELISM=false HF_HUB_OFFLINE=1
export PYTHONPATH=$PWD/../agentd_train PYTHONDONTWRITEBYTECODE=1 PYTHONWARNINGS=ignore

say 'The teacher answers'
share=$(((TRAJECTORIES + PROCESSES - 1) / PROCESSES))
sample() { node src/sample.ts --from $(($1 * share)) --to $((($1 + 1) * share)) --out "$build/teacher-$1"; }
together sample

say 'Filters and export'
files=()
for part in $parts; do files+=("$build/teacher-$part.trajectories.jsonl"); done
node src/write-export.ts --tokenizer base --out "$build/export" "${files[@]}"

say 'Training'
resume=()
compgen -G "$build/adapter/checkpoint-*/trainer_state.json" >/dev/null && resume=(--resume)
[ -f "$build/adapter/adapter_model.safetensors" ] ||
  "$venv/bin/python" -m accelerate.commands.launch --cpu --num_processes "$PROCESSES" --num_machines 1 \
    --mixed_precision no --dynamo_backend no -m agentd_train train --config distil.yaml --data "$build/export" --model base \
    --output "$build/adapter" --epochs "$EPOCHS" "${resume[@]}"

say 'Merge and ONNX'
agentd_train() { "$venv/bin/python" -m agentd_train "$@"; }
rm -rf "$build/merged"
agentd_train merge "$build/adapter" --output "$build/merged" --dtype float32
agentd_train export-onnx base --output "$build/before" --weights fp32
agentd_train export-onnx "$build/merged" --output "$build/after"

for model in before after; do
  say "Figures $model"
  evaluate() {
    node src/evaluate.ts --model "$build/$model" --kind problems --limit "$LIMIT" --seeds "$SEEDS" \
      --results "$build/$model.jsonl" --shard "$1/$PROCESSES" >/dev/null
  }
  rm -f "$build/$model.jsonl"
  together evaluate
done

say 'Before and after'
node src/write-before-and-after.ts "$build/before.jsonl" "$build/after.jsonl" | tee "$build/before-and-after.md"
