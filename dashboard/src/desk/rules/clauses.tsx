// The clauses as in the document; pressed, one opens with a form for the values that may be written anew.
import { useState } from 'react'
import { Alert, Button, Card, Drawer, Form, Input, Tag } from 'antd'
import { ask, Refused } from '../../shared/api'
import { usePlace } from '../../shared/place'
import { useViewer } from '../viewer'
import { type Clause, problemsOf, useKeeping, type Version } from './version'

interface Given { version: Version; clauses: Clause[] }

export function Clauses({ version, clauses }: Given) {
  const { told, tell } = usePlace()
  const open = clauses.find(one => one.code === told.get('clause'))
  return (
    <Card size="small" title="条款" extra={<small>点名称，看这一条写了什么、能改什么</small>}>
      <ul className="rows clauses">
        {clauses.filter(one => one.depth > 0).map(one => (
          <li key={one.code} className={`depth-${Math.min(one.depth, 4)}`}>
            <span className="said">
              <a href={`?clause=${one.code}`} onClick={event => { event.preventDefault(); tell({ clause: one.code }) }}>{one.title}</a> <small>{one.code}</small>
              {one.words.length > 0 && <span className="words">{one.words.join('；')}</span>}
            </span>
            {problemsOf(one, version).map(problem => <Tag key={`${problem.line} ${problem.message}`} color={problem.level === 'error' ? 'red' : 'gold'}>{problem.level === 'error' ? '错误' : '提醒'}：第 {problem.line} 行</Tag>)}
            <small className="when">{one.citation}</small>
          </li>
        ))}
      </ul>
      <Drawer title={open ? `${open.code} ${open.title}` : '条款'} open={Boolean(open)} size={520} onClose={() => tell({ clause: null })} destroyOnHidden>
        {open && <One clause={open} version={version} key={`${open.code} ${version.digest}`} />}
      </Drawer>
    </Card>
  )
}

function One({ clause, version }: { clause: Clause; version: Version }) {
  const { may } = useViewer()
  const { tell } = usePlace()
  return (
    <div className="page">
      <div><small className="when">{clause.citation}</small>{clause.words.map(one => <p key={one} className="words">{one}</p>)}</div>
      {clause.note && <Alert type="info" title={clause.note} />}
      {problemsOf(clause, version).map(one => <Alert key={`${one.line} ${one.message}`} type={one.level === 'error' ? 'error' : 'warning'} showIcon title={`第 ${one.line} 行：${one.message}`} description={one.suggestion} />)}
      {may('draft') && version.state !== 'IN_REVIEW' && (clause.values.length > 0
        ? <Values clause={clause} version={version} />
        : <Alert type="info" title="这一条由补充规定写过，在文本里改" />)}
      {clause.line !== null && <Button onClick={() => tell({ part: 'text', line: String(clause.line), clause: null })}>看文本第 {clause.line} 行</Button>}
    </div>
  )
}

const NUMBER = /^-?\d+(\.\d+|\/\d+)?%?$/

function Values({ clause, version }: { clause: Clause; version: Version }) {
  const { tell } = usePlace()
  const { keep, running, refused, draft } = useKeeping(version)
  const [wrong, setWrong] = useState('')
  const save = async (filled: { values: Record<string, string>; reason?: string }) => {
    const values = clause.values.map((one, at) => ({ name: one.name, value: filled.values[at]!.trim(), before: one.written })).filter(one => one.value !== one.before).map(({ name, value }) => ({ name, value }))
    if (values.length === 0) { setWrong('没有改动'); return }
    setWrong('')
    try {
      const { node } = await ask('VersionRewritten', { id: version.id, code: clause.code, values })
      const text = node && 'rewritten' in node ? node.rewritten : null
      if (text && await keep(text, filled.reason) && draft) tell({ clause: null })
    } catch (error) {
      setWrong(error instanceof Refused ? error.message : '没有存成，请再试一次')
    }
  }
  return (
    <Form layout="vertical" initialValues={{ values: clause.values.map(one => one.written) }} onFinish={filled => void save(filled)}>
      {clause.values.map((one, at) => (
        <Form.Item
          key={one.name} name={['values', at]} label={one.label}
          rules={[{ required: true, whitespace: true, message: '要删去的，在文本里删' }, ...(one.number ? [{ pattern: NUMBER, message: '写成 5、2.5、1/2 或 20%' }] : [])]}
        >
          {one.name === 'note' ? <Input.TextArea rows={3} maxLength={2000} /> : <Input maxLength={one.number ? 20 : 500} inputMode={one.number ? 'decimal' : undefined} />}
        </Form.Item>
      ))}
      <Form.Item name="reason" label="为什么改" extra="可以不写；不写姓名、电话"><Input maxLength={500} /></Form.Item>
      {(wrong || refused) && <Alert type="error" showIcon title={wrong || refused?.message} className="gap" />}
      <p><small>这里改写了的各项；没有上限要加上限，或改条件的，在文本里改。</small></p>
      <Button type="primary" htmlType="submit" loading={running}>{draft ? '存进草稿' : '另存为新的草稿'}</Button>
    </Form>
  )
}
