import { useState } from "react";

/** A number that is written when its field is left or Enter is pressed. */
export function CommittedNumber({
  value,
  onCommit,
  children,
}: {
  value: number | null;
  onCommit: (value: number | null) => void;
  children: (bind: {
    value: number | null;
    onChange: (value: number | null) => void;
    onBlur: () => void;
    onKeyDown: (event: React.KeyboardEvent<HTMLInputElement>) => void;
  }) => React.ReactNode;
}) {
  const [typed, setTyped] = useState(value);
  const [known, setKnown] = useState(value);
  if (value !== known) {
    setKnown(value);
    setTyped(value);
  }
  const commit = () => {
    if (typed !== value) onCommit(typed);
  };
  return children({
    value: typed,
    onChange: setTyped,
    onBlur: commit,
    onKeyDown: (event) => {
      if (event.key === "Enter") commit();
    },
  });
}
