import type { CreateChecks } from './validate.js';

export declare const createChecks: CreateChecks;
