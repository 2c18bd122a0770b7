export const failureClasses = [
  'cancelled',
  'timeout',
  'network',
  'quota',
  'rate_limit',
  'overloaded',
  'credential',
  'region',
  'forbidden',
  'model_gone',
  'context_exceeded',
  'content_filter',
  'caller_fault',
  'truncated',
  'unknown',
] as const;

export type FailureClass = (typeof failureClasses)[number];
