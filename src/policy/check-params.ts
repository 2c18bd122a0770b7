import type { ModelSlot } from './model-slot.js';
import type { Params } from './policy-document.generated.js';
import { child, keyPlace, type Located } from './policy-file.js';
import type { Report } from './report.js';
import type { RouteSettings } from './route-settings.js';
import { isTuningParam, isUnsupported } from './supported-params.js';

interface ParamsDocument {
  readonly params?: Params;
  readonly params_mode?: 'strict' | 'adapt';
}

/** Where parameters are strict, reports those of the policy's that a model of the chain is known not to take. */
export function checkParams(
  at: Located<ParamsDocument>,
  chain: readonly ModelSlot[],
  { params = {}, paramsMode }: RouteSettings,
  report: Report,
): void {
  if (paramsMode !== 'strict') return;
  const written = child(at, 'params');
  for (const param of Object.keys(params).filter(isTuningParam)) {
    const slot = chain.find((each) => isUnsupported(each, param));
    // What a tier says was reported there, unless it is only here that it is strict.
    const place = written === undefined ? child(at, 'params_mode') : child(written, param as keyof Params);
    if (slot === undefined || place === undefined) continue;
    const message = `model \`${slot.name}\` does not take \`${param}\`, and params_mode is strict`;
    report('invalid-value', message, keyPlace(place), {
      help: 'remove the parameter or the model, or let params_mode be adapt',
    });
  }
}
