/** Who may ask: names by which the server is known, the page's own origin, and nothing but reading. */
import type { IncomingMessage } from "node:http";
import { hostname, networkInterfaces } from "node:os";
import { type Answer, refusal } from "./answer.ts";

/** Where the server listens. */
export interface Place {
  readonly host: string;
  readonly port: number;
}

/**
 * Values of the Host header under which the server answers. A page of another site that points its name at this machine
 * sends its own name and is refused.
 */
export function knownHosts({ host, port }: Place): ReadonlySet<string> {
  const names = ["localhost", "127.0.0.1", "[::1]", bracketed(host), ...(isAny(host) ? ownNames() : [])];
  const withPort = names.map((name) => `${name}:${port}`.toLowerCase());
  return new Set(port === 80 ? [...withPort, ...names] : withPort);
}

/** A host as it stands in a URL. */
export function bracketed(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}

function isAny(host: string): boolean {
  return host === "0.0.0.0" || host === "::";
}

function ownNames(): string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return [hostname(), ...addresses.map(({ address }) => bracketed(address))];
}

/** Why a request is not answered, or undefined where it is. @param hosts as {@link knownHosts} gives them */
export function refuse(request: IncomingMessage, hosts: ReadonlySet<string>): Answer | undefined {
  const host = onlyHeader(request, "host");
  if (host === undefined || !hosts.has(host.toLowerCase()))
    return refusal(403, "This server is known by another name.");
  const origin = request.headers.origin;
  if (origin !== undefined && origin.toLowerCase() !== `http://${host.toLowerCase()}`)
    return refusal(403, "Pages of other origins may not read this.");
  if (request.method !== "GET" && request.method !== "HEAD")
    return refusal(405, "Only GET and HEAD.", { Allow: "GET, HEAD" });
  return undefined;
}

/** Whether the browser says that a page of another site asks. */
export function isForeign(request: IncomingMessage): boolean {
  const site = request.headers["sec-fetch-site"];
  return site !== undefined && site !== "same-origin" && site !== "none";
}

/** A header that is there exactly once. */
function onlyHeader({ rawHeaders }: IncomingMessage, name: string): string | undefined {
  const at = rawHeaders.flatMap((text, i) => (i % 2 === 0 && text.toLowerCase() === name ? [i] : []));
  return at.length === 1 ? rawHeaders[at[0] + 1] : undefined;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const UNSAFE = /[\u0000-\u001f\u007f/\\]/;

/**
 * The parts of a request's path, each decoded once; undefined where one is empty (but for the last), a dot name, or holds
 * what separates parts on some system.
 */
export function pathParts(url: string): string[] | undefined {
  const path = url.split(/[?#]/, 1)[0];
  if (!path.startsWith("/")) return undefined;
  const raw = path.slice(1).split("/");
  const parts: string[] = [];
  for (const [i, text] of raw.entries()) {
    const part = decoded(text);
    if (part === undefined || UNSAFE.test(part) || part === "." || part === "..") return undefined;
    if (part === "" && i < raw.length - 1) return undefined;
    parts.push(part);
  }
  return parts;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
