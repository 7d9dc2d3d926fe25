// The browser's part of passkeys (WebAuthn): what the server asks for in base64url becomes what navigator.credentials
// takes, and its answer goes back the same way. People see these errors, so they say what to do.
import type { PasskeyAnswer, PasskeyOffer, PasskeyRequest } from "./types";

interface MadePasskey {
  client_data: string;
  attestation_object: string;
}

export const passkeysSupported = () => typeof PublicKeyCredential !== "undefined" && "credentials" in navigator;

function bytes(base64url: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

function base64url(buffer: ArrayBuffer): string {
  const text = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

const known = (ids: string[]): PublicKeyCredentialDescriptor[] =>
  ids.map((id) => ({ type: "public-key", id: bytes(id) }));

function explained(error: unknown): Error {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError") return new Error("No passkey was given. Try again, or use another way.");
  if (name === "InvalidStateError") return new Error("This device or key holds a passkey for you already.");
  if (name === "SecurityError") {
    return new Error("Passkeys do not work under this address. Open the server under the name it is set up with.");
  }
  return error instanceof Error ? error : new Error("The passkey could not be used.");
}

async function given(ask: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  let credential: Credential | null = null;
  try {
    credential = await ask();
  } catch (error) {
    throw explained(error);
  }
  if (!(credential instanceof PublicKeyCredential)) throw new Error("No passkey was given. Try again, or use another way.");
  return credential;
}

/** Makes a passkey on this device, on a phone or on a security key, as the person picks. */
export async function makePasskey(offer: PasskeyOffer): Promise<MadePasskey> {
  const publicKey: PublicKeyCredentialCreationOptions = {
    challenge: bytes(offer.challenge),
    rp: { id: offer.rp_id, name: offer.rp_name },
    user: { id: bytes(offer.user_handle), name: offer.username, displayName: offer.display_name },
    pubKeyCredParams: offer.algorithms.map((alg) => ({ type: "public-key", alg })),
    excludeCredentials: known(offer.exclude),
    authenticatorSelection: { residentKey: "preferred", userVerification: "preferred" },
    attestation: "none",
    timeout: offer.timeout_ms,
  };
  const made = await given(() => navigator.credentials.create({ publicKey }));
  const response = made.response as AuthenticatorAttestationResponse;
  return {
    client_data: base64url(response.clientDataJSON),
    attestation_object: base64url(response.attestationObject),
  };
}

export async function usePasskey(request: PasskeyRequest): Promise<PasskeyAnswer> {
  const publicKey: PublicKeyCredentialRequestOptions = {
    challenge: bytes(request.challenge),
    rpId: request.rp_id,
    allowCredentials: known(request.allow),
    userVerification: request.verify ? "required" : "preferred",
    timeout: request.timeout_ms,
  };
  const used = await given(() => navigator.credentials.get({ publicKey }));
  const response = used.response as AuthenticatorAssertionResponse;
  return {
    credential: base64url(used.rawId),
    client_data: base64url(response.clientDataJSON),
    authenticator_data: base64url(response.authenticatorData),
    signature: base64url(response.signature),
    user_handle: response.userHandle ? base64url(response.userHandle) : null,
  };
}
