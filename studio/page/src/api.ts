// Requests to the program, all below the page's own address.
import type { Value } from "./protocol";

/// What the program refuses, in its words, with the setting and the place in its text that it names.
export class ApiError extends Error {
  constructor(readonly status: number, message: string, readonly setting: string | null = null,
              readonly position: number | null = null) {
    super(message);
  }
}

export const address = (path: string) => new URL(`api/${path}`, document.baseURI).href;

async function refused(response: Response): Promise<ApiError> {
  const text = await response.text();
  try {
    const { error } = JSON.parse(text);
    return new ApiError(response.status, error.message, error.setting ?? null, error.position ?? null);
  } catch {
    return new ApiError(response.status, text.slice(0, 400) || `The program answered ${response.status}.`);
  }
}

async function request(path: string, options?: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(address(path), { cache: "no-store", ...options });
  } catch {
    throw new ApiError(0, "The program does not answer. Is ganglion studio still running?");
  }
  if (!response.ok) throw await refused(response);
  return response;
}

export const get = async <T>(path: string): Promise<T> => (await request(path)).json();
export const get_bytes = async (path: string): Promise<ArrayBuffer> => (await request(path)).arrayBuffer();

export async function post<T>(path: string, body: object): Promise<T> {
  const options = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  return (await request(path, options)).json();
}

export async function upload(file: File): Promise<{ revision: number }> {
  const headers = { "Content-Type": "application/octet-stream", "X-File-Name": encodeURIComponent(file.name) };
  return (await request("data", { method: "POST", headers, body: file })).json();
}

export type Command = { command: string; [key: string]: Value };
