import { useState } from "react";

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The values of a form while they are typed. `bind("name")` is what a field of that name needs. A
 *  form that nobody has touched follows its `start`; a touched one keeps what was typed. */
export function useDraft<Values extends object>(start: Values) {
  const [values, setValues] = useState(start);
  const [base, setBase] = useState(start);
  const untouched = same(values, base) || same(values, start);
  if (untouched && !same(base, start)) {
    setBase(start);
    setValues(start);
  }
  const set = <Name extends keyof Values>(name: Name, value: Values[Name]) =>
    setValues((before) => ({ ...before, [name]: value }));
  return {
    values,
    /** What the typing began with. */
    base,
    set,
    replace: setValues,
    reset: () => setValues(start),
    dirty: !untouched,
    bind: <Name extends keyof Values & string>(name: Name) => ({
      name,
      value: values[name],
      onChange: (value: Values[Name]) => set(name, value),
    }),
  };
}

/** The version that what was typed belongs to: a change made meanwhile by somebody else must meet a
 *  412, not be overwritten. It follows while nothing is typed. */
export function useSeenVersion(version: number, dirty: boolean): number {
  const [seen, setSeen] = useState(version);
  if (!dirty && seen !== version) setSeen(version);
  return dirty ? seen : version;
}
