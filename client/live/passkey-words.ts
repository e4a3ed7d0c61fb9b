// What went wrong between browser and device, for people.

export type Ceremony = "use" | "create";

/** The sentence for an error of this name, as WebAuthn and `fetch` name them. */
export function words(name: string, ceremony: Ceremony): string {
  switch (name) {
    case "NotAllowedError":
    case "AbortError":
      return "Nothing was done: it was cancelled, or took too long. Try again.";
    case "InvalidStateError":
      return ceremony === "create"
        ? "This device has a passkey of your account already. Sign in with that one."
        : "This passkey cannot be used here.";
    case "NotSupportedError":
    case "ConstraintError":
      return "This device cannot keep a passkey with a PIN, finger or face. Take another device.";
    case "SecurityError":
      return "Passkeys work only at this organization's own secure address.";
    case "TypeError":
    case "SyntaxError":
      return "The server could not be reached. Try again in a moment.";
    default:
      return "The device could not do it. Try again, or take another device.";
  }
}
