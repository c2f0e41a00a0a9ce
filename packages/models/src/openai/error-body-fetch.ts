import { z } from 'zod';

const detailSchema = z.object({ message: z.string().optional(), detail: z.unknown().optional() });

/**
 * `fetch`, with error answers brought into OpenAI's form. The `openai` client reads `error` from the body only, and
 * would drop what FastAPI servers say in `detail` and older vLLM versions in `message`.
 */
export async function errorBodyFetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const response = await fetch(input, init);
  if (response.ok) return response;
  const text = await response.text();
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return withBody(response, { error: { message: plainText(text) } });
  }
  if (typeof body === 'object' && body !== null && 'error' in body && body.error) return withBody(response, body);
  const { message, detail } = detailSchema.safeParse(body).data ?? {};
  const said = message ?? (typeof detail === 'string' ? detail : undefined) ?? text;
  return withBody(response, { error: { message: said } });
}

function withBody({ status, statusText, headers }: Response, body: unknown): Response {
  const kept = new Headers(headers);
  for (const name of ['content-length', 'content-encoding']) kept.delete(name);
  kept.set('content-type', 'application/json');
  return new Response(JSON.stringify(body), { status, statusText, headers: kept });
}

/** An HTML error page as one short line. */
function plainText(text: string): string {
  return text
    .replace(/<(style|script)[\s\S]*?<\/\1>/gi, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 300);
}
