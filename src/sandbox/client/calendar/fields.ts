import { type ComponentChild, type ComponentChildren, h } from 'preact';

/** Fields of a form, each with its label and what is wrong with it. */

interface FieldProps {
  id: string;
  label: string;
  value: string;
  type?: 'text' | 'date' | 'datetime-local' | 'textarea';
  wrong?: string | undefined;
  first?: boolean;
  onChange(value: string): void;
}

export function Field({ id, label, value, type = 'text', wrong, first = false, onChange }: FieldProps): ComponentChild {
  const onInput = ({ currentTarget }: Event) => {
    if (currentTarget instanceof HTMLInputElement || currentTarget instanceof HTMLTextAreaElement)
      onChange(currentTarget.value);
  };
  const common = {
    ...{
      id,
      class: 'field',
      value,
      onInput,
      'aria-invalid': wrong !== undefined,
      'data-first': first ? '' : undefined,
    },
    'aria-describedby': wrong === undefined ? undefined : `${id}-wrong`,
  };
  return labelled(
    { id, label, wrong },
    type === 'textarea' ? h('textarea', { ...common, rows: 3 }) : h('input', { ...common, type }),
  );
}

interface ChosenProps {
  id: string;
  label: string;
  value: string;
  options: readonly (readonly [string, string])[];
  onChange(value: string): void;
}

export function Chosen({ id, label, value, options, onChange }: ChosenProps): ComponentChild {
  return labelled(
    { id, label },
    h(
      'select',
      {
        ...{ id, class: 'field', value },
        onChange: ({ currentTarget }: Event) =>
          currentTarget instanceof HTMLSelectElement && onChange(currentTarget.value),
      },
      options.map(([key, words]) => h('option', { value: key }, words)),
    ),
  );
}

export function Ticked({
  label,
  note,
  checked,
  onChange,
}: {
  label: string;
  note?: string;
  checked: boolean;
  onChange(checked: boolean): void;
}): ComponentChild {
  return h(
    'label',
    { class: 'choice' },
    h('input', { type: 'checkbox', checked, onChange: () => onChange(!checked) }),
    h('span', {}, label, note && h('small', {}, note)),
  );
}

export function labelled(
  { id, label, wrong }: { id: string; label: string; wrong?: string | undefined },
  children: ComponentChildren,
): ComponentChild {
  return h(
    'div',
    { class: `input${wrong === undefined ? '' : ' input-wrong'}` },
    h('label', { class: 'label', for: id }, label),
    children,
    wrong !== undefined && h('p', { class: 'wrong', id: `${id}-wrong` }, wrong),
  );
}
