// What the page asked for in its head, before its scripts were there (app/first-paint.js). Each
// answer is taken once.
declare global {
  interface Window {
    kontor_early?: Record<string, Promise<Response>>;
  }
}

export function takeEarly(address: string): Promise<Response> | undefined {
  const answer = window.kontor_early?.[address];
  delete window.kontor_early?.[address];
  return answer;
}
