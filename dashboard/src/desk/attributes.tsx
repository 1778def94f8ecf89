// The fields of a form that the catalogue of kinds names: each as its type is.
import { Form, Input, InputNumber, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import type { Data } from '../shared/api'
import type { AttributeOwner } from '../shared/operations'
import { Day } from './day'

export type Kind = NonNullable<NonNullable<Data<'Kinds'>['committee']>['kinds']>[number]
type Attribute = Kind['attributes'][number]
/** An attribute of members, as the roster's words have it. */
export type Described = NonNullable<NonNullable<Data<'RosterWords'>['committee']>['memberAttributes']>[number]

export type Filled = Record<string, string | number | Dayjs | null | undefined>

export function owned(kind: Kind | undefined, owner: AttributeOwner): Attribute[] {
  return kind?.attributes.filter(one => one.owners.includes(owner) && !one.derived) ?? []
}

export function AttributeFields({ of, under }: { of: Attribute[]; under: string }) {
  return <>{of.map(one => <Form.Item key={one.name} name={[under, one.name]} label={one.name} extra={one.default ? `不填为 ${one.default}` : undefined}><Field of={one} /></Form.Item>)}</>
}

// antd hands value, onChange and id to the field that stands in an item.
function Field({ of, ...given }: { of: Attribute }) {
  switch (of.type) {
    case 'CHOICE': return <Select {...given} allowClear options={of.values.map(value => ({ value, label: value }))} />
    case 'YESNO': return <Select {...given} allowClear options={['是', '否'].map(value => ({ value, label: value }))} />
    case 'INTEGER': return <InputNumber {...given} min={0} precision={0} className="wide" />
    case 'NUMBER': return <InputNumber {...given} min={0} step={0.5} className="wide" />
    case 'DATE': return <Day {...given} className="wide" />
    default: return <Input {...given} maxLength={200} />
  }
}

/** What stands there, as the fields of a form take it: days as days. */
export function filled(values: { name: string; value: string }[], fields: { name: string; type: Attribute['type'] }[]): Filled {
  const types = new Map(fields.map(one => [one.name, one.type]))
  return Object.fromEntries(values.map(({ name, value }) => [name, types.get(name) === 'DATE' ? dayjs(value) : value]))
}

/** What is filled in, as the server takes it; blanks are left out. */
export function given(filled: Filled | undefined): { name: string; value: string }[] {
  return Object.entries(filled ?? {}).flatMap(([name, value]) => {
    if (value === null || value === undefined || value === '') return []
    return [{ name, value: typeof value === 'object' ? value.format('YYYY-MM-DD') : String(value) }]
  })
}
