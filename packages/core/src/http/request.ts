/** A request, as every framework can tell it. */
export interface ProbeRequest {
  readonly method?: string | undefined;
  /** The request target as the framework hands it: stripped of a mount path. */
  readonly url?: string | undefined;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The peer's address, for `details`. */
  readonly remoteAddress?: string | undefined;
}

/** What to write. `headers` are ours and complete; `body` is empty for HEAD. */
export interface ProbeResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
