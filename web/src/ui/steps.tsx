import { words } from '../lib/words.ts';
import { Icon, type IconName } from './icons.tsx';

export interface Step {
  readonly step: string;
  readonly outcome: 'VALID' | 'INVALID' | 'INDETERMINATE';
  readonly reason: string;
}

/** Steps that belong together, and what leads from one such stage to the next. */
export interface Stage {
  readonly name: string;
  readonly steps: readonly string[];
}

const ICONS: Record<Step['outcome'], IconName> = { VALID: 'check', INVALID: 'cross', INDETERMINATE: 'question' };
const OUTCOMES: Record<Step['outcome'], string> = {
  VALID: 'Valid',
  INVALID: 'Invalid',
  INDETERMINATE: 'Cannot be told from this file',
};
const RANK: readonly Step['outcome'][] = ['INVALID', 'INDETERMINATE', 'VALID'];

/** Every step of a verification where it stands in the chain of reasons, drawn from what was checked to where it is anchored. */
export function VerificationSteps({
  steps,
  stages,
}: {
  readonly steps: readonly Step[];
  readonly stages: readonly Stage[];
}) {
  const known = new Set(stages.flatMap((stage) => stage.steps));
  const rest = steps.filter(({ step }) => !known.has(step)).map(({ step }) => step);
  const all = rest.length === 0 ? stages : [...stages, { name: 'Beyond that', steps: rest }];
  return (
    <ol class="stages">
      {all.map(({ name, steps: names }) => {
        const own = steps.filter(({ step }) => names.includes(step));
        const worst = RANK.find((outcome) => own.some((step) => step.outcome === outcome)) ?? 'VALID';
        return (
          own.length > 0 && (
            <li key={name} class="stage" data-outcome={worst}>
              <h3>{name}</h3>
              <ul>
                {own.map((step) => (
                  <StepBox key={step.step} step={step} />
                ))}
              </ul>
            </li>
          )
        );
      })}
    </ol>
  );
}

const StepBox = ({ step: { step, outcome, reason } }: { readonly step: Step }) => (
  <li class="step" data-outcome={outcome}>
    <span class="step-mark">
      <Icon name={ICONS[outcome]} />
      <span class="hidden-visually">{OUTCOMES[outcome]}</span>
    </span>
    <div>
      <strong>{words(step)}</strong>
      <p class="small soft">{reason}</p>
    </div>
  </li>
);

/** What it comes to, in a sentence; never a bare yes or no. */
export function verdictOf(steps: readonly Step[]): { readonly tone: 'good' | 'info' | 'bad'; readonly text: string } {
  const of = (outcome: Step['outcome']): string[] =>
    steps.filter((step) => step.outcome === outcome).map(({ step }) => words(step).toLowerCase());
  const [invalid, open] = [of('INVALID'), of('INDETERMINATE')];
  if (invalid.length > 0) return { tone: 'bad', text: `Do not rely on it: ${invalid.join(', ')} failed.` };
  if (open.length > 0) {
    return {
      tone: 'info',
      text: `Nothing speaks against it. What ${open.join(', ')} found is not revealed in this file.`,
    };
  }
  return { tone: 'good', text: 'Every step is valid.' };
}
