/** Looks at the same bytes in other ways. */

/** The bytes as a view for numbers of either byte order; nothing is copied. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** One character a byte (ISO 8859-1). */
export function latin1(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

/** The unsigned 16-bit number at `at`, low byte first. */
export function u16(bytes: Uint8Array, at: number): number {
  return viewOf(bytes).getUint16(at, true);
}

/** The unsigned 32-bit number at `at`, low byte first. */
export function u32(bytes: Uint8Array, at: number): number {
  return viewOf(bytes).getUint32(at, true);
}

/** The unsigned 64-bit number at `at`, low byte first. */
export function u64(bytes: Uint8Array, at: number): bigint {
  return viewOf(bytes).getBigUint64(at, true);
}
