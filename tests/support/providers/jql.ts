// As much of Jira's query language as the product asks in, and people in these tests.
export type Values = Record<string, string | string[] | number | undefined>;
export type Condition = (issue: Values) => boolean;

/** Throws what Jira says about a query that it does not take. */
export function jql(text: string, now: number, functions: Record<string, string>): Condition {
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|!=|>=|<=|[=<>(),]|[^\s=<>(),!"]+/g) ?? [];
  let at = 0;
  const peek = (): string => (tokens[at] ?? "").toLowerCase();
  const next = (): string => tokens[at++] ?? "";
  const wrong = (): Error => new Error(`Error in the JQL Query: Expecting something else at '${tokens[at - 1] ?? "the end"}'.`);
  const take = (word: string): boolean => peek() === word && (++at, true);

  function any(): Condition {
    const parts = [all()];
    while (take("or")) parts.push(all());
    return (issue) => parts.some((part) => part(issue));
  }
  function all(): Condition {
    const parts = [one()];
    while (take("and")) parts.push(one());
    return (issue) => parts.every((part) => part(issue));
  }
  function value(): string {
    const token = next();
    if (/^[=<>(),!]*$/.test(token)) throw wrong();
    if (peek() === "(") {
      at += 2;
      const known = functions[`${token}()`];
      if (known === undefined) throw new Error(`Unable to find JQL function '${token}()'.`);
      return known;
    }
    return token.startsWith('"') ? token.slice(1, -1).replace(/\\(.)/g, "$1") : token;
  }
  function one(): Condition {
    if (take("(")) {
      const inner = any();
      if (!take(")")) throw wrong();
      return inner;
    }
    const field = value().toLowerCase();
    const fields = ["project", "assignee", "sprint", "statuscategory", "status", "updated", "id", "labels", "priority"];
    if (!fields.includes(field)) throw new Error(`Field '${field}' does not exist or you do not have permission to view it.`);
    const of = (issue: Values): string[] => [issue[field] ?? []].flat().map((word) => String(word).toLowerCase());
    const operator = next().toLowerCase();
    if (operator === "is") {
      const not = take("not");
      if (!take("empty")) throw wrong();
      return (issue) => (of(issue).length === 0) !== not;
    }
    if (operator === "in") {
      const words: string[] = [];
      if (take("(")) {
        do words.push(value().toLowerCase());
        while (take(","));
        if (!take(")")) throw wrong();
      } else words.push(value().toLowerCase());
      return (issue) => of(issue).some((word) => words.includes(word));
    }
    const word = value().toLowerCase();
    if (operator === "=") return (issue) => of(issue).includes(word);
    if (operator === "!=") return (issue) => !of(issue).includes(word);
    const minutes = /^-(\d+)m$/.exec(word)?.[1];
    // Jira's own precision: whole minutes.
    if (operator === ">=" && minutes !== undefined)
      return (issue) => Math.floor(Number(issue[field]) / 60_000) >= Math.floor(now / 60_000) - Number(minutes);
    throw wrong();
  }

  const condition = any();
  if (at < tokens.length && !(take("order") && take("by"))) throw wrong();
  return condition;
}
