// Where a page of ours fails, it says so, and the menu still leads to the others.
import { Component, type ReactNode } from 'react'
import { Button, Result } from 'antd'

export class Faults extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError() { return { failed: true } }

  override render() {
    if (!this.state.failed) return this.props.children
    return <Result status="error" title="这个页面出错了" subTitle="不是您的操作有误。请重新打开；还不行，请写意见反馈" extra={<Button type="primary" onClick={() => location.reload()}>重新打开</Button>} />
  }
}
