// Holds payloads against Discord's own OpenAPI schemas: reads JSON lines {schema, body}, prints a list
// of what each one lacks (empty for a good one).
import { createInterface } from "node:readline";
import * as spec from "discord-api-spec/zod";
import * as z from "zod/mini";

for await (const line of createInterface({ input: process.stdin })) {
  const { schema, body } = JSON.parse(line);
  const known = spec[`${schema}Schema`];
  if (known === undefined) throw new Error(`there is no schema ${schema}`);
  const read = z.safeParse(known, body);
  const issues = read.success ? [] : read.error.issues;
  console.log(JSON.stringify(issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`)));
}
