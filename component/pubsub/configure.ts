// A node's configuration (XEP-0060 sections 8.2 and 16.4.4): what may be set, what is fixed, and the forms that say so.
import { fault, isFault, type Fault } from "#core/errors.ts";
import { type Field, type Form } from "#core/forms.ts";
import { NS } from "#core/namespaces.ts";
import type { NodeName } from "#core/nodes.ts";
import { ACCESS } from "./rights.ts";

export interface NodeConfig {
  readonly title: string;
  readonly description: string;
  readonly deliverPayloads: boolean;
  readonly notifyConfig: boolean;
  readonly notifyDelete: boolean;
  readonly notifyRetract: boolean;
  readonly sendLast: "never" | "on_sub";
  readonly messageType: "normal" | "headline";
}

/** Bytes of an item's payload. */
export const MAX_PAYLOAD = 65_536;

export const DEFAULTS: NodeConfig = {
  title: "",
  description: "",
  deliverPayloads: true,
  notifyConfig: false,
  notifyDelete: true,
  notifyRetract: true,
  sendLast: "on_sub",
  messageType: "normal", // a normal message to a subscriber who is gone comes back, a headline is lost in silence
};

const asText = (limit: number) => (value: string) => (value.length <= limit ? value : undefined);
const asFlag = (value: string) => ({ "1": true, "true": true, "0": false, "false": false })[value];
const oneOf = <T extends string>(...all: T[]) => (value: string) => all.find((one) => one === value);

interface Setting<K extends keyof NodeConfig = keyof NodeConfig> {
  readonly name: K;
  readonly read: (value: string) => NodeConfig[K] | undefined;
  readonly type: "boolean" | "list-single" | "text-single";
  readonly label: string;
  readonly choices?: readonly string[];
}

const setting = <K extends keyof NodeConfig>(s: Setting<K>): Setting => s as unknown as Setting;

const SETTINGS: Readonly<Record<string, Setting>> = {
  "pubsub#title": setting({ name: "title", read: asText(200), type: "text-single", label: "A short name for the node" }),
  "pubsub#description": setting({ name: "description", read: asText(1_000), type: "text-single", label: "What the node is for" }),
  "pubsub#deliver_payloads": setting({ name: "deliverPayloads", read: asFlag, type: "boolean", label: "Events carry the payload" }),
  "pubsub#notify_config": setting({ name: "notifyConfig", read: asFlag, type: "boolean", label: "Tell subscribers of a new configuration" }),
  "pubsub#notify_delete": setting({ name: "notifyDelete", read: asFlag, type: "boolean", label: "Tell subscribers when the node is deleted" }),
  "pubsub#notify_retract": setting({ name: "notifyRetract", read: asFlag, type: "boolean", label: "Tell subscribers when the item is taken back" }),
  "pubsub#send_last_published_item": setting({ name: "sendLast", read: oneOf("never", "on_sub"), type: "list-single", label: "When the item is sent without being asked for", choices: ["never", "on_sub"] }),
  "pubsub#notification_type": setting({ name: "messageType", read: oneOf("normal", "headline"), type: "list-single", label: "Type of the events' messages", choices: ["normal", "headline"] }),
};

/** What belongs to the kind of node and cannot be set to anything else. */
function fixed(kind: NodeName["kind"]): Readonly<Record<string, readonly string[]>> {
  return {
    "pubsub#access_model": [ACCESS[kind]],
    "pubsub#publish_model": ["publishers"],
    "pubsub#persist_items": ["1", "true"],
    "pubsub#max_items": ["1", "max"],
    "pubsub#max_payload_size": [String(MAX_PAYLOAD)],
    "pubsub#type": [NS.otterdesk],
  };
}

export function readConfig(stored: string): NodeConfig {
  return { ...DEFAULTS, ...(JSON.parse(stored) as Partial<NodeConfig>) };
}

/** As it is stored: only what differs from the defaults, so that a later default reaches old nodes too. */
export function writeConfig(config: NodeConfig): string {
  const differs = (Object.keys(DEFAULTS) as (keyof NodeConfig)[]).filter((name) => config[name] !== DEFAULTS[name]);
  return JSON.stringify(Object.fromEntries(differs.map((name) => [name, config[name]])));
}

export function configForm(config: NodeConfig, kind: NodeName["kind"]): Form {
  const shown = (value: string | boolean) => (typeof value === "boolean" ? (value ? "1" : "0") : value);
  const settings = Object.entries(SETTINGS).map(
    ([name, s]): Field => ({ var: name, type: s.type, label: s.label, values: [shown(config[s.name])], ...(s.choices && { choices: s.choices }) }),
  );
  const rest = Object.entries(fixed(kind)).map(([name, values]): Field => ({ var: name, type: "list-single", values: values.slice(0, 1), choices: values.slice(0, 1) }));
  return { type: "form", formType: NS.nodeConfig, fields: [...settings, ...rest] };
}

/** The configuration after a form; the fault names the field. */
export function applyForm(config: NodeConfig, kind: NodeName["kind"], form: Form): NodeConfig | Fault {
  if (form.type === "cancel") return config;
  if (form.type !== "submit") return fault("malformed", "A configuration is a form of the type submit.");
  if (form.formType !== undefined && form.formType !== NS.nodeConfig) return fault("bad-configuration", "The form is not one of node_config.");
  let next = config;
  for (const field of form.fields) {
    const applied = applyField(next, kind, field);
    if (isFault(applied)) return applied;
    next = applied;
  }
  return next;
}

function applyField(config: NodeConfig, kind: NodeName["kind"], { var: name, values }: Field): NodeConfig | Fault {
  const value = values[0] ?? "";
  const known = Object.hasOwn(SETTINGS, name) ? SETTINGS[name] : undefined;
  if (known !== undefined) {
    const read = known.read(value);
    return read === undefined ? fault("bad-configuration", `The field ${name} cannot have that value.`) : { ...config, [known.name]: read };
  }
  const only = fixed(kind);
  if (!Object.hasOwn(only, name)) return fault("bad-configuration", `There is no field ${name.slice(0, 60)} here.`);
  return only[name]?.includes(value) ? config : fault("bad-configuration", `The field ${name} is always ${only[name]?.[0]} here.`);
}

/** Publish options are preconditions (section 7.1.5): what they name has to be so already. */
export function meets(config: NodeConfig, kind: NodeName["kind"], options: Form): Fault | undefined {
  if (options.formType !== NS.publishOptions) return fault("malformed", "Publish options are a form of publish-options.");
  const applied = applyForm(config, kind, { ...options, type: "submit", formType: NS.nodeConfig });
  if (isFault(applied)) return { fault: "precondition-not-met", ...(applied.text !== undefined && { text: applied.text }) };
  return writeConfig(applied) === writeConfig(config) ? undefined : fault("precondition-not-met");
}
