// A form's submission: busy while it runs, problems sorted to the field they name.
import { useEffect, useState } from "react";
import { ApiProblem, explain } from "@/api/problem";

export interface Submission {
  busy: boolean;
  /** A problem that belongs to no field. */
  error: string | null;
  fieldError: (name: string) => string | null;
  run: (work: () => Promise<unknown>) => Promise<boolean>;
  fail: (field: string | null, message: string) => void;
  clear: () => void;
}

/** Fields: the names the form shows; a problem with any other field is shown above the buttons. */
export function useSubmission(fields: readonly string[] = []): Submission {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<{ field: string | null; message: string } | null>(null);
  const atField = problem?.field && fields.includes(problem.field) ? problem.field : null;

  // The keyboard goes to the field that is wrong, whose description then says what is.
  useEffect(() => {
    if (atField) document.querySelector<HTMLElement>(`form [name="${atField}"]`)?.focus();
  }, [atField, problem]);

  return {
    busy,
    error: problem && !atField ? problem.message : null,
    fieldError: (name) => (problem && atField === name ? problem.message : null),
    fail: (field, message) => setProblem({ field, message }),
    clear: () => setProblem(null),
    run: async (work) => {
      setBusy(true);
      setProblem(null);
      try {
        await work();
        return true;
      } catch (error) {
        setProblem({ field: error instanceof ApiProblem ? error.field : null, message: explain(error) });
        return false;
      } finally {
        setBusy(false);
      }
    },
  };
}
