// A dialog in which one begins to write at once: antd leaves the keyboard at its cross.
import { useRef } from 'react'
import { Modal, type ModalProps } from 'antd'

const FIELDS = 'input:not([disabled]), textarea:not([disabled])'

export function Dialog({ children, ...given }: ModalProps) {
  const inside = useRef<HTMLDivElement>(null)
  const begin = (open: boolean) => { if (open) inside.current?.querySelector<HTMLElement>(FIELDS)?.focus() }
  return <Modal {...given} afterOpenChange={begin}><div ref={inside}>{children}</div></Modal>
}
