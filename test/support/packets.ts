/** Bytes as packets: cut at these places, modulo their length. */
export function split(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const at = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return at.slice(1).map((end, index) => bytes.subarray(at[index], end));
}

/** A response whose body comes in these packets. */
export function responseOf(packets: readonly Uint8Array[], type: string): Response {
  const rest = [...packets];
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const packet = rest.shift();
      if (packet === undefined) controller.close();
      else controller.enqueue(packet);
    },
  });
  return new Response(body, { headers: { 'content-type': type } });
}
