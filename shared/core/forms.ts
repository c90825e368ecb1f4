// Data forms (XEP-0004), as far as configuration, publish options, meta-data and commands use them.
import { fault, type Fault } from "./errors.ts";
import { NS } from "./namespaces.ts";
import { childOf, childrenOf, textOf, xml, type XmlElement } from "./xml.ts";

export type FieldType = "boolean" | "fixed" | "hidden" | "jid-multi" | "jid-single" | "list-single" | "text-multi" | "text-private" | "text-single";

export interface Field {
  readonly var: string;
  readonly values: readonly string[];
  readonly type?: FieldType;
  readonly label?: string;
  readonly choices?: readonly string[];
}

export interface Form {
  readonly type: "form" | "submit" | "cancel" | "result";
  /** The value of the hidden field FORM_TYPE. */
  readonly formType?: string;
  readonly title?: string;
  readonly instructions?: string;
  readonly fields: readonly Field[];
}

const TYPES = ["form", "submit", "cancel", "result"];

export function writeForm(form: Form): XmlElement {
  const formType = form.formType !== undefined && writeField({ var: "FORM_TYPE", type: "hidden", values: [form.formType] });
  return xml(
    "x",
    { xmlns: NS.forms, type: form.type },
    form.title !== undefined && xml("title", {}, form.title),
    form.instructions !== undefined && xml("instructions", {}, form.instructions),
    formType,
    form.fields.map(writeField),
  );
}

function writeField({ var: name, type, label, values, choices }: Field): XmlElement {
  return xml(
    "field",
    { var: name, type, label },
    choices?.map((choice) => xml("option", {}, xml("value", {}, choice))),
    values.map((value) => xml("value", {}, value)),
  );
}

export function readForm(element: XmlElement): Form | Fault {
  const type = element.attrs["type"] ?? "";
  if (element.name !== "x" || !TYPES.includes(type)) return fault("malformed", "The form is none of XEP-0004.");
  const all = childrenOf(element, "field").map(readField);
  const formType = all.find((f) => f.var === "FORM_TYPE")?.values[0];
  const title = childOf(element, "title");
  const instructions = childOf(element, "instructions");
  return {
    type: type as Form["type"],
    ...(formType !== undefined && { formType }),
    ...(title && { title: textOf(title) }),
    ...(instructions && { instructions: textOf(instructions) }),
    fields: all.filter((f) => f.var !== "FORM_TYPE"),
  };
}

function readField(element: XmlElement): Field {
  const { type, label } = element.attrs;
  const choices = childrenOf(element, "option").map((o) => textOf(childOf(o, "value")));
  return {
    var: element.attrs["var"] ?? "",
    values: childrenOf(element, "value").map(textOf),
    ...(type !== undefined && { type: type as FieldType }),
    ...(label !== undefined && { label }),
    ...(choices.length > 0 && { choices }),
  };
}

/** The first value of a field; `undefined` where the form does not have it. */
export function fieldValue(form: Form, name: string): string | undefined {
  return form.fields.find((f) => f.var === name)?.values[0];
}
