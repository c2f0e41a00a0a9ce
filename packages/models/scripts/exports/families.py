"""Tiny models with random weights, one for each family of decoders: the real classes of transformers, few numbers."""

import torch
from transformers import (
    AutoModelForCausalLM,
    Gemma2Config,
    Gemma3TextConfig,
    GptOssConfig,
    LlamaConfig,
    Phi3Config,
    PretrainedConfig,
    Qwen2Config,
    Qwen3Config,
    SmolLM3Config,
)

VOCABULARY = 384
# Shorter than the prompts of the comparison, so that windows hide a part of them.
WINDOW = 8
SIZES = dict(
    vocab_size=VOCABULARY,
    hidden_size=64,
    intermediate_size=96,
    num_hidden_layers=2,
    num_attention_heads=4,
    num_key_value_heads=2,
    max_position_embeddings=512,
    bos_token_id=0,
    eos_token_id=1,
    pad_token_id=0,
)
LONG = dict(original_max_position_embeddings=SIZES["max_position_embeddings"])
LLAMA3_ROPE = dict(
    rope_type="llama3", factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0, original_max_position_embeddings=128
)

CONFIGS = {
    "qwen2.5": lambda: Qwen2Config(**SIZES, rope_theta=1e6),
    "qwen3": lambda: Qwen3Config(**SIZES, head_dim=32, rope_theta=1e6),
    # onnxruntime-genai reads the original length beside rope_scaling, transformers in it.
    "llama3": lambda: LlamaConfig(
        **SIZES, rope_theta=5e5, rope_scaling=LLAMA3_ROPE, original_max_position_embeddings=128
    ),
    # onnxruntime-genai takes every other layer for a local one, from the second on, whatever layer_types says.
    "gemma2": lambda: Gemma2Config(
        **SIZES,
        head_dim=32,
        query_pre_attn_scalar=24,
        sliding_window=WINDOW,
        attn_logit_softcapping=5.0,
        final_logit_softcapping=3.0,
        layer_types=["full_attention", "sliding_attention"],
    ),
    "gemma3": lambda: Gemma3TextConfig(
        **{**SIZES, "num_hidden_layers": 6},
        head_dim=32,
        query_pre_attn_scalar=24,
        sliding_window=WINDOW,
        layer_types=[*["sliding_attention"] * 5, "full_attention"],
    ),
    "phi3": lambda: Phi3Config(**SIZES, **LONG),
    "phi3-window": lambda: Phi3Config(**SIZES, **LONG, sliding_window=WINDOW),
    # Rotates a part of each head, by other factors once the text is long.
    "phi4-mini": lambda: Phi3Config(
        **{**SIZES, "num_attention_heads": 2, "num_key_value_heads": 1},
        original_max_position_embeddings=256,
        partial_rotary_factor=0.5,
        rope_scaling=dict(
            type="longrope", short_factor=[1 + at / 8 for at in range(8)], long_factor=[1 + at / 2 for at in range(8)]
        ),
    ),
    "smollm2": lambda: LlamaConfig(**{**SIZES, "num_key_value_heads": 4}, tie_word_embeddings=True),
    "smollm3": lambda: SmolLM3Config(**SIZES, no_rope_layers=[1, 0]),
    "gpt-oss": lambda: GptOssConfig(
        **SIZES,
        head_dim=32,
        num_local_experts=4,
        num_experts_per_tok=2,
        sliding_window=WINDOW,
        layer_types=["sliding_attention", "full_attention"],
        rope_scaling=None,
    ),
}


def make_model(family: str) -> torch.nn.Module:
    """The model of a family, the same at every call; weights large enough that every part of it shows in the logits."""
    torch.manual_seed(7)
    config: PretrainedConfig = CONFIGS[family]()
    model = AutoModelForCausalLM.from_config(config)
    for name, weight in model.named_parameters():
        if "norm" in name or name.endswith("sinks"):
            torch.nn.init.normal_(weight, mean=0.0 if "gemma" in family else 1.0, std=0.2)
        elif weight.dim() == 1:
            torch.nn.init.normal_(weight, std=0.2)
        else:
            torch.nn.init.normal_(weight, std=2.0 / weight.shape[-1] ** 0.5)
    return model.eval()
