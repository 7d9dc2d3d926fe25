// How a request can fail: the server said no (ApiProblem, RFC 9457) or was not reached at all (Unreachable).
export interface ProblemDocument {
  status: number;
  code: string;
  detail: string;
  title?: string;
  field?: string | null;
  request_id?: string;
  challenge?: string;
  factors?: string[];
}

export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly field: string | null;
  readonly requestId: string | null;
  /** With factor_required: what the second factor is given for. */
  readonly challenge: string | null;
  /** … and as what it may be given: passkey, totp, recovery_code. */
  readonly factors: readonly string[];

  constructor(document: ProblemDocument) {
    super(document.detail || document.title || "The server refused the request.");
    this.name = "ApiProblem";
    this.status = document.status;
    this.code = document.code;
    // "body.username" and "username" both mean the form's field "username".
    this.field = document.field ? (document.field.split(/[./]/).pop() ?? null) : null;
    this.requestId = document.request_id ?? null;
    this.challenge = document.challenge ?? null;
    this.factors = document.factors ?? [];
  }
}

export class Unreachable extends Error {
  constructor() {
    super("The server cannot be reached. Check your connection and try again.");
    this.name = "Unreachable";
  }
}

/** The caller is no longer signed in, and refreshing did not help. */
export class SignedOut extends Error {
  constructor() {
    super("Your session has ended. Sign in again.");
    this.name = "SignedOut";
  }
}

export function explain(error: unknown): string {
  if (error instanceof Error && error.message) return error.message;
  return "Something went wrong. Try again.";
}

export async function readProblem(response: Response): Promise<ApiProblem> {
  let body: Partial<ProblemDocument> = {};
  try {
    body = (await response.json()) as Partial<ProblemDocument>;
  } catch {
    // A proxy in between may answer with a page of its own.
  }
  const fallback =
    response.status === 429
      ? "Too many attempts. Wait a little and try again."
      : response.status >= 500
        ? "The server had a problem. Try again in a moment."
        : "The server refused the request.";
  return new ApiProblem({
    status: response.status,
    code: body.code ?? "unknown",
    detail: body.detail ?? body.title ?? fallback,
    field: body.field ?? null,
    ...(body.challenge ? { challenge: body.challenge } : {}),
    ...(body.factors ? { factors: body.factors } : {}),
    ...(body.request_id ? { request_id: body.request_id } : {}),
  });
}
