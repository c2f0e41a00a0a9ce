import { addUsage, noUsage, type Usage } from '@agentd/agent-core';

/** What a million tokens cost, in any one currency. */
export interface Prices {
  input: number;
  /** Prompt tokens from the server's prefix cache; default the price of `input`. */
  cachedInput?: number | undefined;
  output: number;
}

/** What all calls of one model object used, failed and repeated requests included where the server counted them. */
export interface UsageTotals extends Usage {
  /** HTTP requests for completions, every attempt counted. */
  requests: number;
  /** How many of them failed. */
  failures: number;
}

/** What some tokens cost; undefined without a price table. */
function costOf(usage: Usage, prices: Prices | undefined): number | undefined {
  if (prices === undefined) return undefined;
  const { promptTokens, completionTokens, cachedPromptTokens = 0 } = usage;
  const { input, cachedInput = input, output } = prices;
  const fresh = promptTokens - cachedPromptTokens;
  return (fresh * input + cachedPromptTokens * cachedInput + completionTokens * output) / 1_000_000;
}

/** Adds up what requests used. */
export class UsageMeter {
  readonly #prices: Prices | undefined;
  #sum: Usage = noUsage;
  #requests = 0;
  #failures = 0;

  constructor(prices: Prices | undefined) {
    this.#prices = prices;
  }

  /** An HTTP request goes out. */
  request(): void {
    this.#requests++;
  }

  /** It failed. */
  failure(): void {
    this.#failures++;
  }

  add(usage: Usage): void {
    this.#sum = addUsage(this.#sum, usage);
  }

  get totals(): UsageTotals {
    return { ...priced(this.#sum, this.#prices), requests: this.#requests, failures: this.#failures };
  }
}

/** A usage with its cost, where there is a price table. */
export function priced(usage: Usage, prices: Prices | undefined): Usage {
  const cost = costOf(usage, prices);
  return cost === undefined ? usage : { ...usage, cost };
}
