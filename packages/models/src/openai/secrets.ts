/** Replaces keys in text that leaves the client: error messages above all. */
export type Redact = (text: string) => string;

const telltaleName = /auth|key|token|secret|password|cookie|session|credential/i;
const SHORTEST_SECRET = 4;
const LONGEST_MESSAGE = 600;

/** Where keys may be given. */
export interface SecretSources {
  apiKey: string | undefined;
  baseURL: string;
  headers: Readonly<Record<string, string>>;
}

/**
 * A function that blots out every key in a text, however it is written there: the API key, the values of headers and
 * of address parameters whose names tell, and user and password of the address. It also cuts long texts.
 */
export function redactor(sources: SecretSources): Redact {
  const secrets = new Set(secretsOf(sources).flatMap(spellings));
  // The longest first, so that a key that contains another is not left in part.
  const ordered = [...secrets].toSorted((a, b) => b.length - a.length);
  return (text) => {
    const clean = ordered.reduce((rest, secret) => rest.replaceAll(secret, '[API key]'), text);
    return clean.length > LONGEST_MESSAGE ? `${clean.slice(0, LONGEST_MESSAGE)}…` : clean;
  };
}

/** An address as messages may show it: without user, password and the values of its parameters. */
export function shownAddress(address: string): string {
  const { origin, pathname, searchParams } = new URL(address);
  const names = [...searchParams.keys()].map((name) => `${name}=…`);
  return `${origin}${pathname.replace(/\/+$/, '')}${names.length === 0 ? '' : `?${names.join('&')}`}`;
}

function secretsOf({ apiKey, baseURL, headers }: SecretSources): string[] {
  const { username, password, searchParams } = new URL(baseURL);
  const named = [...Object.entries(headers), ...searchParams.entries()].filter(([name]) => telltaleName.test(name));
  const values = named.flatMap(([, value]) => [value, ...value.split(/\s+/)]);
  const login = password === '' ? [] : [btoa(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`)];
  const all = [apiKey, username, password, ...login, ...values];
  return all
    .filter((secret) => secret !== undefined)
    .filter((secret) => secret.length >= SHORTEST_SECRET && !isScheme(secret));
}

function isScheme(value: string): boolean {
  return /^(bearer|basic|token|key)$/i.test(value);
}

function spellings(secret: string): string[] {
  const inJSON = JSON.stringify(secret).slice(1, -1);
  return [secret, inJSON, encodeURIComponent(secret), decodeSafely(secret)];
}

function decodeSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
