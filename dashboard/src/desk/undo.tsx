// 撤销: for a short while after something was done that takes away, the way back is offered.
import { useCallback } from 'react'
import { App, Button } from 'antd'

const SECONDS = 20

/** Tells what was done, and offers to undo it; `label` says what undoing comes to. */
export function useUndo() {
  const { notification } = App.useApp()
  return useCallback((said: string, label: string, undo: () => void) => {
    const key = said
    const undone = () => { notification.destroy(key); undo() }
    notification.info({ key, title: said, duration: SECONDS, actions: <Button onClick={undone}>{label}</Button> })
  }, [notification])
}
