// What is wrong in the files: each sort once, however many rows it is in, with what cures all of them at a press.
import { useState } from 'react'
import { Button, Flex, Input, Select, Tag } from 'antd'
import type { Data } from '../shared/api'
import type { FileAnswerInput, ProblemLevel } from '../shared/operations'

export type Preview = NonNullable<NonNullable<Data<'ImportPreview'>['committee']>['importPreview']>
type Problem = NonNullable<Preview['understood']['problems']>[number]
type Question = NonNullable<Problem['question']>

// More of them are found by typing.
const BUTTONS = 4
const LEVELS: Record<ProblemLevel, { said: string; colour: string }> = {
  ERROR: { said: '错误', colour: 'red' },
  QUESTION: { said: '请核实', colour: 'gold' },
  REMINDER: { said: '提醒', colour: 'default' },
}

interface Given { problems: Problem[]; total: number; looking: boolean; onAnswer: (answer: FileAnswerInput) => void }

export function ImportProblems({ problems, total, looking, onAnswer }: Given) {
  if (problems.length === 0) return <p>没有错，也没有要核实的。</p>
  return (
    <>
      <ul className="rows" aria-label="有错的、要核实的" aria-busy={looking}>
        {problems.map(one => (
          <li key={[one.file, one.sheet, one.row, one.column, one.value, one.message].join('\n')}>
            <Tag color={LEVELS[one.level].colour}>{LEVELS[one.level].said}</Tag>
            <span className="said"><strong>{one.message}</strong>{one.suggestion && `（${one.suggestion}）`}<br /><small>{placeSaid(one)}{one.value && `，写的是“${one.value}”`}</small></span>
            {one.question ? <Cure problem={one} question={one.question} onAnswer={onAnswer} /> : one.level !== 'REMINDER' && <span>改好文件，再选一次</span>}
          </li>
        ))}
      </ul>
      {total > problems.length && <p>另有 {total - problems.length} 种，先改好上面的。</p>}
    </>
  )
}

function placeSaid({ file, sheet, row, column, count }: Problem): string {
  const where = [file, sheet && `“${sheet}”`, row && `第 ${row} 行`, column && `“${column}”列`].filter(Boolean).join(' ')
  return count > 1 ? `${where} 等 ${count} 处` : where
}

/** What may be answered: a press for a few choices, a list for many, a field where it may be anything. */
function Cure({ problem, question, onAnswer }: { problem: Problem; question: Question; onAnswer: (answer: FileAnswerInput) => void }) {
  const [words, setWords] = useState('')
  const { section, choices, other, alike } = question
  const answer = (word: string, subject = alike ?? question.subject) => onAnswer({ section, subject, answer: word })
  const each = alike ? '同名的都当作' : problem.count > 1 ? `${problem.count} 处都当作` : '当作'
  const options = choices.map(value => ({ value, label: value }))
  return (
    <Flex gap="small" wrap>
      {choices.length <= BUTTONS && choices.map(one => <Button key={one} size="small" onClick={() => answer(one)}>{each} {one}</Button>)}
      {choices.length > BUTTONS && <Select size="small" className="choice" showSearch={{ optionFilterProp: 'label' }} aria-label={`${problem.value || problem.message}：${each}`} placeholder={`${each}……`} options={options} onChange={one => answer(one)} />}
      {alike && <Select size="small" className="choice" aria-label={`只有第 ${problem.row} 行的${problem.value}当作`} placeholder={`只有第 ${problem.row} 行的，当作……`} options={options} onChange={one => answer(one, question.subject)} />}
      {other && <Input.Search size="small" className="choice" aria-label={`${problem.value || problem.message}：写${other}`} placeholder={other} enterButton="照写" value={words} onChange={event => setWords(event.target.value)} onSearch={word => { if (word.trim()) answer(word.trim()) }} />}
    </Flex>
  )
}
