import type { Diagnostic } from '../diagnostics/diagnostic.js';
import type { SourceFile } from '../diagnostics/place.js';

/** What a request takes at entry and keeps to its end: one compiled policy, never changed afterwards. */
export interface Generation<C> {
  readonly name: string;
  /** The policy's own file, as its diagnostics name it. */
  readonly file: string;
  /** Hash of all its files. */
  readonly version: string;
  readonly compiled: C;
  readonly files: readonly FileStamp[];
}

/** A file as it was read. */
export interface FileStamp {
  readonly file: string;
  /** Of its content; undefined when it could not be read. */
  readonly hash: string | undefined;
}

/** What a policy file has become: the next generation of its policy, if it is good. */
export interface Candidate<C> {
  /** Undefined when the file is too broken to say. */
  readonly name: string | undefined;
  readonly file: string;
  /** Hash of all its files; also of a policy that is refused. */
  readonly version: string;
  /** Undefined exactly when the policy is refused. */
  readonly compiled: C | undefined;
  readonly files: readonly FileStamp[];
  /** Errors of a refused policy; warnings of a good one. */
  readonly diagnostics: readonly Diagnostic[];
  /** All files that were read, for drawing the diagnostics. */
  readonly sources: readonly SourceFile[];
}

export type PolicyEvent = PolicyApplied | PolicyRefused;

/** From now on requests are decided by this version. */
export interface PolicyApplied {
  readonly type: 'policy-applied';
  readonly policy: string;
  readonly version: string;
  /** The version before; undefined for a new policy, the same one when a refused file was put back as it was. */
  readonly previous: string | undefined;
  /** Warnings. */
  readonly diagnostics: readonly Diagnostic[];
}

/** A change was not taken over. The policy's last good generation goes on, if there ever was one. */
export interface PolicyRefused {
  readonly type: 'policy-refused';
  /** The policy's own file; the folder when there is no policy in it. */
  readonly file: string;
  /** Undefined when the file never was a good policy and is too broken to give its name. */
  readonly policy: string | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** The files that the diagnostics point into, for drawing them. */
  readonly sources: readonly SourceFile[];
  /** Policies that share a changed file with this one and are the reason: it is good by itself. */
  readonly heldBackBy: readonly string[];
}
