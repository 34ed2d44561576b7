import { useState } from "react";

/** The values of a form while they are typed. `bind("name")` is what a field of that name needs. */
export function useDraft<Values extends object>(start: Values) {
  const [values, setValues] = useState(start);
  const set = <Name extends keyof Values>(name: Name, value: Values[Name]) =>
    setValues((before) => ({ ...before, [name]: value }));
  return {
    values,
    set,
    replace: setValues,
    reset: () => setValues(start),
    dirty: JSON.stringify(values) !== JSON.stringify(start),
    bind: <Name extends keyof Values & string>(name: Name) => ({
      name,
      value: values[name],
      onChange: (value: Values[Name]) => set(name, value),
    }),
  };
}
