import { el, type Element } from './element.ts';
import { ns } from './namespaces.ts';

type FieldType =
  | 'boolean'
  | 'text-single'
  | 'text-private'
  | 'text-multi'
  | 'list-single'
  | 'list-multi'
  | 'jid-multi'
  | 'hidden'
  | 'fixed';

/** A field of a data form (XEP-0004 §3.2). */
export interface Field {
  readonly name: string;
  readonly type: FieldType;
  readonly label?: string;
  readonly values: readonly string[];
  /** Choices of a list: value and label. */
  readonly options?: readonly (readonly [value: string, label: string])[];
}

export function form(
  type: 'form' | 'result' | 'submit',
  formType: string,
  fields: readonly Field[],
  words: { readonly title?: string; readonly instructions?: string } = {},
): Element {
  const all: readonly Field[] = [{ name: 'FORM_TYPE', type: 'hidden', values: [formType] }, ...fields];
  return el(
    'x',
    ns.dataForms,
    { type },
    words.title === undefined ? null : el('title', ns.dataForms, {}, words.title),
    words.instructions === undefined ? null : el('instructions', ns.dataForms, {}, words.instructions),
    ...all.map(fieldElement),
  );
}

function fieldElement(field: Field): Element {
  return el(
    'field',
    ns.dataForms,
    { var: field.name, type: field.type, label: field.label },
    ...field.values.map((value) => el('value', ns.dataForms, {}, value)),
    ...(field.options ?? []).map(([value, label]) =>
      el('option', ns.dataForms, { label }, el('value', ns.dataForms, {}, value)),
    ),
  );
}

/** What somebody submitted: values by field; a field that was not sent is not there. */
export class SubmittedForm {
  readonly #values: ReadonlyMap<string, readonly string[]>;

  constructor(x: Element) {
    this.#values = new Map(
      x
        .childrenNamed('field')
        .map((field) => [field.attrs.var ?? '', field.childrenNamed('value').map((value) => value.text)]),
    );
  }

  get formType(): string | undefined {
    return this.text('FORM_TYPE');
  }

  list(name: string): readonly string[] | undefined {
    return this.#values.get(name);
  }

  text(name: string): string | undefined {
    return this.#values.get(name)?.join('\n');
  }

  /** undefined when it is not there; @throws nothing: what is no boolean is false */
  boolean(name: string): boolean | undefined {
    const value = this.text(name);
    return value === undefined ? undefined : value === '1' || value === 'true';
  }
}
