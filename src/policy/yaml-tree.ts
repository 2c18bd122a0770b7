/** Part of a text, from `start` up to but not including `end`, in UTF-16 code units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

interface NodeBase extends Span {
  readonly anchor?: string;
  /** A tag that the core schema does not have, as it is written. */
  readonly tag?: Span & { readonly name: string };
  /** A tag of the core schema, such as `!!str`. */
  readonly coreTag?: string;
}

/** A YAML document as it is written: aliases, duplicate keys and merge keys still stand. */
export type YamlNode = MappingNode | ListNode | ScalarNode | AliasNode;

export interface MappingNode extends NodeBase {
  readonly kind: 'mapping';
  readonly entries: readonly YamlEntry[];
}

/** A key without text, or a value without any, is undefined. */
export interface YamlEntry {
  readonly key: YamlNode | undefined;
  readonly value: YamlNode | undefined;
}

export interface ListNode extends NodeBase {
  readonly kind: 'list';
  readonly items: readonly (YamlNode | undefined)[];
}

export interface ScalarNode extends NodeBase {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** The text of a scalar without quotes. */
  readonly plain?: string;
}

export interface AliasNode extends NodeBase {
  readonly kind: 'alias';
  readonly name: string;
}
