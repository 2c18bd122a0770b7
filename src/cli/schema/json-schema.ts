/** A JSON Schema object, or a part of one. */
export type JsonSchema = Readonly<Record<string, unknown>>;
