import { divided, type Exact, readExact, times, whole } from './exact.ts';

/** A unit that is known: what it measures, and how many of that kind's base unit it is. */
export interface Unit {
  /** Units of one kind can be turned into each other. */
  readonly kind: string;
  readonly factor: Exact;
}

export const EMISSIONS = 'CO2e';

const exact = (text: string): Exact => readExact(text) ?? whole(0n);
const kindOf = (kind: string, factors: Record<string, string>): [string, Unit][] =>
  Object.entries(factors).map(([name, factor]) => [name, { kind, factor: exact(factor) }]);

// Each kind in its base unit. Every factor is exact by definition: SI (9th brochure), the international pound, inch and
// gallon (NIST SP 811), the thermal unit of the International Table (1055.05585262 J). Degrees have another zero than
// kelvins, and gas at norm conditions is not gas: they are kinds of their own.
const simple = new Map<string, Unit>([
  ...kindOf(EMISSIONS, { tCO2e: '1', kgCO2e: '0.001', gCO2e: '0.000001', ktCO2e: '1000', MtCO2e: '1000000' }),
  ...kindOf('energy', { J: '1', kJ: '1000', MJ: '1000000', GJ: '1000000000', TJ: '1000000000000' }),
  ...kindOf('energy', { Wh: '3600', kWh: '3600000', MWh: '3600000000', GWh: '3600000000000' }),
  ...kindOf('energy', { MMBtu: '1055055852.62' }),
  ...kindOf('mass', { t: '1000', kg: '1', g: '0.001', mg: '0.000001', lb: '0.45359237' }),
  ...kindOf('area', { ha: '10000', m2: '1', km2: '1000000', acre: '4046.8564224' }),
  ...kindOf('volume', { m3: '1', L: '0.001', mL: '0.000001', gal: '0.003785411784' }),
  ...kindOf('volume at norm conditions', { Nm3: '1' }),
  ...kindOf('distance', { m: '1', km: '1000' }),
  ...kindOf('time', { s: '1', min: '60', h: '3600', d: '86400' }),
  ...kindOf('power', { W: '1', kW: '1000', MW: '1000000', GW: '1000000000' }),
  ...kindOf('pressure', { Pa: '1', kPa: '1000', bar: '100000' }),
  ...kindOf('temperature in degrees Celsius', { degC: '1' }),
  ...kindOf('temperature in kelvins', { K: '1' }),
  ...kindOf('number', { '1': '1', '%': '0.01' }),
]);

/** The names of all that can stand alone or on either side of a "/". */
export const unitNames: readonly string[] = [...simple.keys()];

/**
 * Reads a unit as docs/MONITORING.md has them: one of the table, or one per another such as "kgCO2e/kWh".
 * Undefined where it is not known; names are case-sensitive, since mg is no Mg.
 */
export function readUnit(text: string): Unit | undefined {
  const [above = '', below, ...more] = text.split('/');
  const unit = simple.get(above);
  if (below === undefined || !unit) return unit;
  const per = simple.get(below);
  return per && more.length === 0
    ? { kind: `${unit.kind} per ${per.kind}`, factor: divided(unit.factor, per.factor) }
    : undefined;
}

/** A value in the base unit of the unit's kind. */
export const inBase = (value: Exact, { factor }: Unit): Exact => times(value, factor);
