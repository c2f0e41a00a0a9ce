"""LoRA fine-tuning of agentd's students, and the exports that make them run in agentd and llama.cpp."""
